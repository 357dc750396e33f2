package httpd

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
	"pgregory.net/rapid"
)

var mergingSchema = gqlparser.MustLoadSchema(&ast.Source{Input: `
type Query { pet: Pet cat: Cat any: Any dogs: [Dog!] }
interface Pet { name: String! age(in: Unit, of: [Span]): Int friend: Pet }
type Dog implements Pet { name: String! age(in: Unit, of: [Span]): Int friend: Pet barks: Boolean volume: Int sizes: [Int] kin: Dog }
type Cat implements Pet { name: String! age(in: Unit, of: [Span]): Int friend: Pet meows: Boolean! volume: String sizes: [Int!] kin: [Cat] }
union Any = Dog | Cat
enum Unit { YEARS MONTHS }
input Span { from: Int to: Int }
`})

// conflicts are what a rule says of a text, whose other rules it must pass.
func conflicts(t interface{ Fatalf(string, ...any) }, text string, rule validator.RuleFunc) gqlerror.List {
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return validator.ValidateWithRules(mergingSchema, doc, rules.NewRules(validator.Rule{Name: "r", RuleFunc: rule}))
}

func ourRule() validator.RuleFunc { return fieldMergingRule(Limits{Selections: 5000}) }

func TestFieldMerging(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{pet{name name}}":                                                    "",
		"{pet{n:name n:age}}":                                                 `"name" and "age" are different fields`,
		"{pet{age(in:YEARS) age(in:MONTHS)}}":                                 "differing arguments",
		"{pet{age age(in:MONTHS)}}":                                           "differing arguments",
		"{pet{age(in:YEARS,of:[]) age(of:[],in:YEARS)}}":                      "",
		"{pet{age(of:[{from:1,to:2}]) age(of:[{to:2,from:1}])}}":              "",
		"{pet{age(of:[{from:1,to:2}]) age(of:[{from:2,to:1}])}}":              "differing arguments",
		"query($s:[Span]){pet{age(of:$s) age(of:$s) ...on Dog{age(of:[])}}}":  "differing arguments",
		"{pet{...on Dog{x:barks} ...on Cat{x:meows}}}":                        `conflicting types "Boolean" and "Boolean!"`,
		"{pet{...on Dog{volume} ...on Cat{volume}}}":                          `conflicting types "Int" and "String"`,
		"{pet{...on Dog{x:name} ...on Cat{x:name}}}":                          "",
		"{pet{...on Dog{x:age(in:YEARS)} ...on Cat{x:age}}}":                  "",
		"{pet{x:age ...on Cat{x:age(in:YEARS)}}}":                             "differing arguments",
		"{any{...on Dog{x:kin{name}} ...on Cat{x:kin{name}}}}":                `conflicting types "Dog" and "[Cat]"`,
		"{any{...on Dog{sizes} ...on Cat{sizes}}}":                            `conflicting types "[Int]" and "[Int!]"`,
		"{any{...on Dog{x:friend{a:name}} ...on Cat{x:friend{a:age}}}}":       `conflicting types "String!" and "Int"`,
		"{any{...on Dog{x:friend{a:name}} ...on Cat{x:friend{a:name}}}}":      "",
		"{pet{x:friend{a:name} x:friend{a:age}}}":                             `Fields "a" conflict`,
		"{pet{...A ...B}} fragment A on Pet{x:name} fragment B on Pet{x:age}": `"name" and "age"`,
		"{pet{friend{...A} friend{x:age}}} fragment A on Pet{x:name}":         `"name" and "age"`,
		"{pet{...A friend{...A}}} fragment A on Pet{x:name}":                  "",
		"{pet{x:name} dogs{x:age}}":                                           "",
		"{x:pet{name} x:cat{name}}":                                           `"pet" and "cat"`,
		"query A{x:pet{name}} query B{x:cat{name}}":                           "",
		"{pet{nope x:name}}":                                                  "", // the field that is not there is another rule's
	} {
		var messages []string
		for _, err := range conflicts(t, text, ourRule()) {
			messages = append(messages, err.Message)
		}
		said := strings.Join(messages, "; ")
		if want == "" && said != "" || !strings.Contains(said, want) {
			t.Errorf("%s: %q, want %q", text, said, want)
		}
		if theirs := conflicts(t, text, rules.OverlappingFieldsCanBeMergedRule.RuleFunc); (len(theirs) > 0) != (want != "") {
			t.Errorf("%s: gqlparser says %v", text, theirs)
		}
	}
}

// Of any document, gqlparser's rule finds a conflict exactly when ours does.
func TestFieldMergingAgrees(t *testing.T) {
	t.Parallel()
	found := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		text := drawDocument(t)
		theirs := conflicts(t, text, rules.OverlappingFieldsCanBeMergedRule.RuleFunc)
		ours := conflicts(t, text, ourRule())
		if (len(theirs) > 0) != (len(ours) > 0) {
			t.Fatalf("%s\ntheirs %v\nours %v", text, theirs, ours)
		}
		found[len(ours) > 0]++
	})
	if found[true] == 0 || found[false] == 0 {
		t.Errorf("the documents are all alike: %v", found)
	}
}

// drawDocument has fragments that spread only those behind them.
func drawDocument(t *rapid.T) string {
	const fragments = 3
	on := make([]string, fragments)
	for i := range on {
		on[i] = rapid.SampledFrom([]string{"Pet", "Dog", "Cat"}).Draw(t, "on")
	}
	var text strings.Builder
	var set func(typ string, depth, behind int)
	set = func(typ string, depth, behind int) {
		text.WriteString("{__typename ")
		for range rapid.IntRange(1, 3).Draw(t, "selections") {
			if i := rapid.IntRange(0, 5).Draw(t, "kind"); i == 0 && depth > 0 {
				inner := rapid.SampledFrom([]string{"Pet", "Dog", "Cat"}).Draw(t, "inline")
				fmt.Fprintf(&text, "...on %s", inner)
				set(inner, depth-1, behind)
				continue
			} else if i == 1 && behind < fragments {
				fmt.Fprintf(&text, "...F%d ", rapid.IntRange(behind, fragments-1).Draw(t, "spread"))
				continue
			}
			var fields []string
			for _, f := range mergingSchema.Types[typ].Fields {
				if !strings.HasPrefix(f.Name, "__") && (depth > 0 || mergingSchema.Types[f.Type.Name()].IsLeafType()) {
					fields = append(fields, f.Name)
				}
			}
			if len(fields) == 0 {
				continue
			}
			name := rapid.SampledFrom(fields).Draw(t, "field")
			text.WriteString(rapid.SampledFrom([]string{"", "", "x:", "y:"}).Draw(t, "alias") + name)
			if name == "age" {
				text.WriteString(rapid.SampledFrom([]string{"", "(in:YEARS)", "(in:MONTHS)", "(of:[{from:1}])"}).Draw(t, "arguments"))
			}
			text.WriteString(" ")
			if def := mergingSchema.Types[mergingSchema.Types[typ].Fields.ForName(name).Type.Name()]; !def.IsLeafType() {
				set(def.Name, depth-1, behind)
			}
		}
		text.WriteString("}")
	}
	set("Query", 4, 0)
	for i := range on { // or it would not be looked at; each alone, so that they do not meet
		fmt.Fprintf(&text, " query Q%d{pet{...F%d}}", i, i)
	}
	for i := range on {
		fmt.Fprintf(&text, " fragment F%d on %s", i, on[i])
		set(on[i], 2, i+1)
	}
	return text.String()
}

// Fields of an interface inside one another double the work at each level; it ends before that is felt.
func TestFieldMergingGivesUp(t *testing.T) {
	t.Parallel()
	text := "{pet" + nested(40, "...on Dog{friend{name}} ...on Cat{friend{name}} friend", "name") + "}"
	errs := conflicts(t, text, ourRule())
	if len(errs) != 1 || !strings.Contains(errs[0].Message, "overlap in too many ways") {
		t.Errorf("%v", errs)
	}
}
