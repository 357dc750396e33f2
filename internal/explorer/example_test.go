package explorer

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pcgraph/graph"
	"pcgraph/graph/relay"
	"pcgraph/internal/pcsim"
)

func loadSchema(t *testing.T) *ast.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: graph.SDL})
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestExamplesFitTheSchema(t *testing.T) {
	t.Parallel()
	schema := loadSchema(t)
	examples, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	if len(examples) != 5 {
		t.Errorf("%d examples, want the five first jobs", len(examples))
	}
	cost := regexp.MustCompile(`(One|Two|Three) upstream calls?\b`)
	names := map[string]bool{}
	for _, example := range examples {
		t.Run(example.Title, func(t *testing.T) {
			document, errs := gqlparser.LoadQueryWithRules(schema, example.Query, rules.NewDefaultRules())
			if errs != nil {
				t.Fatal(errs)
			}
			if len(document.Operations) != 1 || document.Operations[0].Name == "" {
				t.Fatal("an example is one named operation: its name is its tab's title")
			}
			operation := document.Operations[0]
			if names[operation.Name] {
				t.Errorf("two examples are called %s", operation.Name)
			}
			names[operation.Name] = true
			variables := map[string]any{}
			if err := json.Unmarshal([]byte(example.Variables), &variables); err != nil {
				t.Fatalf("variables: %v", err)
			}
			if _, err := validator.VariableValues(schema, operation, variables); err != nil {
				t.Error(err)
			}
			for name := range variables {
				if operation.VariableDefinitions.ForName(name) == nil {
					t.Errorf("variable %s is set but not used", name)
				}
			}
			if !cost.MatchString(example.Description) {
				t.Errorf("%q does not say what it costs", example.Description)
			}
		})
	}
}

// A newcomer runs the examples as they are, so their variables must name what the simulated Partner Center has.
func TestExamplesUseTheDemoData(t *testing.T) {
	t.Parallel()
	examples, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	batches := map[string]bool{pcsim.BatchTest: true, pcsim.BatchDocumented: true, pcsim.BatchLarge: true}
	for _, example := range examples {
		var variables struct{ ID, CustomerID, BatchID *string }
		if err := json.Unmarshal([]byte(example.Variables), &variables); err != nil {
			t.Fatal(err)
		}
		if id := variables.CustomerID; id != nil && *id != pcsim.CustomerDocumented {
			t.Errorf("%s: no customer %s", example.Title, *id)
		}
		if id := variables.BatchID; id != nil && !batches[*id] {
			t.Errorf("%s: no batch %s", example.Title, *id)
		}
		if variables.ID == nil {
			continue
		}
		id, err := relay.ParseID(*variables.ID)
		if err != nil || id.Customer != pcsim.CustomerDocumented || !batches[id.Batch] {
			t.Errorf("%s: id %s is %+v, error %v", example.Title, *variables.ID, id, err)
		}
	}
}

func TestReadComment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ query, title, description string }{
		"whole":          {"# Find\n#\n# One line\n# and another.\n\n{ a }\n", "Find", "One line and another."},
		"without spaces": {"#Find\n#More.\n{ a }", "Find", "More."},
		"title only":     {"# Find\n{ a }", "Find", ""},
		"later comment":  {"# Find\n# More.\n{ a }\n# not this\n", "Find", "More."},
		"no comment":     {"{ a }", "", ""},
		"empty":          {"", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			title, description := readComment(test.query)
			if title != test.title || description != test.description {
				t.Errorf("title %q, description %q", title, description)
			}
			if strings.Contains(description, "#") {
				t.Errorf("description %q", description)
			}
		})
	}
}
