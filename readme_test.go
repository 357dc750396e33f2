package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/tools/txtar"

	"pcgraph/graph"
	"pcgraph/internal/config"
	"pcgraph/internal/pcsim"
)

// README.md repeats what the program, its schema and its scenarios say. Those parts stand between comments that
// name them, and are made here, most of them by asking the demo: `go test . -run README -update` writes them anew.
func TestREADME(t *testing.T) {
	demo := start(t, []string{"demo", "--federation", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--log-level", "error"})
	url := demo.find(t, `GraphQL on (http://\S+)`)
	for name, make := range map[string]func(*testing.T) string{
		"first query": func(t *testing.T) string { return firstQuerySection(t, url) },
		"walk":        func(t *testing.T) string { return walkSection(t, url) },
		"costs":       func(t *testing.T) string { return costsTable(t, "", shownCosts) },
		"limits":      func(t *testing.T) string { return limitsSection(t, url) },
		"errors":      errorsSection,
		"settings":    settingsSection,
	} {
		t.Run(name, func(t *testing.T) { compareSection(t, "README.md", name, make(t)) })
	}
	demo.stop(t)
}

// What docs/federation.md says of costs is made as README.md's table is: `go test . -run Federation -update`.
func TestFederationDocument(t *testing.T) {
	compareSection(t, "docs/federation.md", "costs", costsTable(t, "../", federationCosts))
}

func compareSection(t *testing.T, file, name, want string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->\n"
	head, rest, begins := strings.Cut(string(text), begin)
	got, tail, ends := strings.Cut(rest, end)
	if !begins || !ends {
		t.Fatalf("%s has no section between %q and %q", file, begin, end)
	}
	if *update {
		if err := os.WriteFile(file, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: the section %q is out of date (-want +got; `go test . -run %s -update` rewrites it):\n%s", file, name, t.Name(), diff)
	}
}

// defaultURL is where the demo answers unless it is told otherwise.
const defaultURL = "http://127.0.0.1:8080/graphql"

func firstQuerySection(t *testing.T, url string) string {
	command := firstQuery(defaultURL)
	_, body, _ := strings.Cut(strings.TrimSuffix(command, "'"), " -d '")
	return block("sh", command) + "\n" + block("json", laidOut(t, post(t, url, body)))
}

// walkSection shows the first two windows of a list.
func walkSection(t *testing.T, url string) string {
	query := `query ($after: String) {
  customer(id: "` + pcsim.CustomerDocumented + `") {
    deviceBatch(batchId: "` + pcsim.BatchLarge + `") {
      devices(first: 2, after: $after) {
        nodes { serialNumber }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`
	first := post(t, url, operation(t, query, nil))
	cursor := regexp.MustCompile(`"endCursor":"([^"]+)"`).FindStringSubmatch(first)
	if cursor == nil {
		t.Fatalf("the walk cannot go on from %s", first)
	}
	second := post(t, url, operation(t, query, map[string]any{"after": cursor[1]}))
	return block("graphql", query) +
		"\nWithout variables it answers\n\n" + block("json", laidOut(t, first)) +
		"\nand with `{\"after\": \"" + cursor[1] + "\"}`\n\n" + block("json", laidOut(t, second))
}

// shownCosts are the scenarios that tell best what a query costs.
var shownCosts = []string{
	"nothing-asked-nothing-fetched", "customer", "customers-by-name", "batches-alone", "batch-by-name",
	"batch-by-name-with-status", "first-devices-of-every-batch", "forty-batches", "window-over-three-pages",
	"continue-within-a-page", "continue-at-the-next-page", "two-aliases-one-call", "nothing-wanted", "is-there-any",
	"node-batch", "node-device", "throttled-then-fine", "cursor-tampered",
}

// federationCosts are those that tell best what a gateway's requests cost.
var federationCosts = []string{
	"federation-addresses", "federation-customers", "federation-batches-of-one-customer", "federation-devices-of-forty-batches",
	"federation-devices-of-one-batch", "federation-all-kinds", "federation-more-than-the-budget", "federation-outside-the-grant",
}

// costsTable has a row for each scenario. up leads from the document to the repository's root.
func costsTable(t *testing.T, up string, scenarios []string) string {
	t.Helper()
	table := newTable("The story of the query, and the file that tests it", "Upstream calls")
	for _, name := range scenarios {
		path := "testdata/scenario/" + name + ".txtar"
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "upstream.txt" })
		if i < 0 {
			t.Fatalf("%s has no upstream.txt", path)
		}
		calls := 0
		for line := range strings.Lines(string(archive.Files[i].Data)) {
			count, _, _ := strings.Cut(line, " ")
			n, err := strconv.Atoi(count)
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			calls += n
		}
		table.row(fmt.Sprintf("%s ([%s](%s))", strings.Join(strings.Fields(string(archive.Comment)), " "), name, up+path), strconv.Itoa(calls))
	}
	return table.String()
}

// limitsSection goes beyond each limit by one and shows what a client then sees.
func limitsSection(t *testing.T, url string) string {
	within := func(field string) string {
		return `{ customer(id: "` + pcsim.CustomerDocumented + `") { ` + field + ` } }`
	}
	devices := func(argument string) string {
		return within(`deviceBatch(batchId: "` + pcsim.BatchLarge + `") { devices(` + argument + `) { totalCount } }`)
	}
	aliases := ""
	for i := range 51 {
		aliases += fmt.Sprintf(" a%d: id", i)
	}
	var strangers []string // whom Partner Center does not know, so that each costs a call
	for i := range 501 {
		strangers = append(strangers, fmt.Sprintf("00000000-0000-0000-0000-%012d", i))
	}
	many := `query (`
	variables := map[string]any{}
	var fields string
	for i, ids := range slices.Collect(slices.Chunk(strangers, 100)) {
		name := fmt.Sprintf("ids%d", i)
		variables[name] = ids
		many += " $" + name + ": [ID!]!"
		fields += " " + name + ": nodes(ids: $" + name + ") { ... on Customer { companyName } }"
	}
	many += ") {" + fields + " }"

	defaults := map[string]string{}
	for _, s := range settings(t) {
		defaults[s.Flag] = s.Default
	}
	table := newTable("Limit", "Default", "Flag", "Beyond it")
	for _, limit := range []struct {
		what, flag, fixed, code string // fixed is the value of a limit that cannot be set
		beyond                  string
	}{
		{"Size of a request's body", "--max-body-bytes", "", "BAD_USER_INPUT", operation(t, "#"+strings.Repeat("-", 1<<20), nil)},
		{"Values in a request's JSON", "--max-json-values", "", "BAD_USER_INPUT", operation(t, "{ __typename }", map[string]any{"unused": make([]int, 10_000)})},
		{"Size of a document", "--max-query-bytes", "", "QUERY_TOO_COMPLEX", operation(t, "{ __typename } #"+strings.Repeat("-", 64<<10), nil)},
		{"Lexical tokens in a document", "--max-query-tokens", "", "GRAPHQL_PARSE_FAILED", operation(t, "{"+strings.Repeat(" __typename", 1000)+" }", nil)},
		{"Selections of a document", "--max-selections", "", "QUERY_TOO_COMPLEX", operation(t, "{"+strings.Repeat(" ...A", 20)+" } fragment A on Query {"+strings.Repeat(" __typename", 400)+" }", nil)},
		{"Levels of nested fields", "--max-query-depth", "", "QUERY_TOO_COMPLEX", operation(t, within(strings.Repeat("deviceBatches { customer { ", 7)+"id"+strings.Repeat(" } }", 7)), nil)},
		{"Root fields of an operation", "--max-root-fields", "", "QUERY_TOO_COMPLEX", operation(t, "{"+strings.Repeat(" __typename", 21)+" }", nil)},
		{"Aliases in an operation", "--max-aliases", "", "QUERY_TOO_COMPLEX", operation(t, within(aliases), nil)},
		{"Directives in an operation", "--max-directives", "", "QUERY_TOO_COMPLEX", operation(t, within(strings.Repeat(" id @skip(if: false)", 51)), nil)},
		{"Lists of the schema inside one another", "", "2", "GRAPHQL_VALIDATION_FAILED", operation(t, "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", nil)},
		{"Cost of an operation, in objects of its answer", "--max-complexity", "", "QUERY_TOO_COMPLEX", operation(t, "{ customers(first: 1000) { nodes { deviceBatches { devices(first: 1000) { nodes { id } } } } } }", nil)},
		{"Upstream calls of an operation", "--max-upstream-calls", "", "UPSTREAM_BUDGET_EXCEEDED", operation(t, many, variables)},
		{"`first` of `customers` and `devices`", "", "1000", "BAD_USER_INPUT", operation(t, devices("first: 1001"), nil)},
		{"`ids` of `nodes`", "", "100", "BAD_USER_INPUT", operation(t, `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": strangers[:101]})},
		{"`representations` of `_entities`, with `PCGRAPH_FEDERATION`", "", "1000", "BAD_USER_INPUT", operation(t, `query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }`, map[string]any{"of": make([]struct{}, 1001)})},
		{"Characters of `nameStartsWith`", "", "256", "BAD_USER_INPUT", operation(t, `{ customers(nameStartsWith: "`+strings.Repeat("x", 257)+`") { totalCount } }`, nil)},
	} {
		value, flag := limit.fixed, "fixed"
		if limit.flag != "" {
			value, flag = defaults[limit.flag], code(limit.flag)
		}
		table.row(limit.what, value, flag, code(limit.code)+": "+message(t, post(t, url, limit.beyond), limit.code))
	}
	return table.String()
}

// message finds the first error with a code.
func message(t *testing.T, answer, code string) string {
	t.Helper()
	var response struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(answer), &response); err != nil {
		t.Fatal(err)
	}
	for _, e := range response.Errors {
		if e.Extensions.Code == code {
			return e.Message
		}
	}
	t.Fatalf("no error %s in %.500s", code, answer)
	return ""
}

func errorsSection(t *testing.T) string {
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: graph.SDL})
	if err != nil {
		t.Fatal(err)
	}
	table := newTable("`extensions.code`", "What it means")
	for _, value := range schema.Types["ErrorCode"].EnumValues {
		table.row(code(value.Name), value.Description)
	}
	return table.String()
}

func settingsSection(t *testing.T) string {
	var text strings.Builder
	var heading string
	var rows *markdownTable
	flush := func() {
		if rows != nil {
			fmt.Fprintf(&text, "**%s**\n\n%s\n", heading, rows)
		}
	}
	for _, s := range settings(t) {
		if h := fmt.Sprintf("%s (%s)", s.Group, strings.Join(s.Commands, ", ")); h != heading {
			flush()
			heading, rows = h, newTable("Flag", "Variable", "Default", "Meaning")
		}
		value := code(s.Default)
		if s.Default == "" {
			value = "none: " + s.Absent
		} else if s.Bounds != "" {
			value += ", " + s.Bounds
		}
		names := make([]string, len(s.Variables))
		for i, name := range s.Variables {
			names[i] = code(name)
		}
		rows.row(code(s.Flag+"="+s.Unit), strings.Join(names, ", "), value, s.Help)
	}
	flush()
	return text.String()
}

func settings(t *testing.T) []config.Setting {
	t.Helper()
	table, err := config.Table()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func operation(t *testing.T, query string, variables map[string]any) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
