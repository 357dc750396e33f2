package httpd

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// repeated joins n texts made from format and a running number.
func repeated(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
		b.WriteByte(' ')
	}
	return b.String()
}

// doubled is a tree of fragments in which each level spreads the next one twice, with a selection set around each
// spread.
func doubled(levels int, first, second string) string {
	var b strings.Builder
	b.WriteString("{item(id:1){...F0}}")
	for i := range levels {
		fmt.Fprintf(&b, " fragment F%d on Item {%s{...F%d} %s{...F%d}}", i, first, i+1, second, i+1)
	}
	fmt.Fprintf(&b, " fragment F%d on Item {id}", levels)
	return b.String()
}

func TestOperationLimits(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, nil)
	off := newTestHandler(t, func(o *Options) {
		o.Limits = Limits{Depth: -1, Aliases: -1, RootFields: -1, Directives: -1, Complexity: -1, QueryTokens: 100_000}
	})
	const skip = " @skip(if:false)"
	for _, tt := range []struct {
		name, query string
		message     string // part of it; "" when the operation is within the limits
	}{
		{"depth at the limit", "{item(id:1)" + nested(14, "parent", "id") + "}", ""},
		{"depth", "{item(id:1)" + nested(15, "parent", "id") + "}", "depth is 16; the most is 15"},
		{"depth in fragments",
			"{item(id:1){...A}} fragment A on Item " + nested(8, "parent", "...B") + " fragment B on Item{... on Item" + nested(8, "parent", "id") + "}",
			"depth is 16; the most is 15"},
		{"root fields at the limit", "{" + strings.Repeat("hello ", 20) + "}", ""},
		{"root fields", "{" + strings.Repeat("hello ", 21) + "}", "number of root fields is 21; the most is 20"},
		{"root fields in fragments", "{...A ... on Query{...A}} fragment A on Query{" + strings.Repeat("hello ", 11) + "}",
			"number of root fields is 22; the most is 20"},
		{"aliases at the limit", "{item(id:1){" + repeated(50, "a%d:id") + "}}", ""},
		{"aliases", "{item(id:1){" + repeated(51, "a%d:id") + "}}", "number of aliases is 51; the most is 50"},
		{"an alias that is the name", "{item(id:1){" + strings.Repeat("id:id ", 60) + "}}", ""},
		{"aliases in fragments", "{item(id:1){...A parent{...A}}} fragment A on Item{" + repeated(26, "a%d:id") + "}",
			"number of aliases is 52; the most is 50"},
		{"directives at the limit", "{item(id:1){" + strings.Repeat("id"+skip, 50) + "}}", ""},
		{"directives everywhere",
			"query($n:Int @mark) @mark {item(id:1)" + skip + "{" + strings.Repeat("id"+skip, 44) + "...A" + skip + " ... on Item" + skip + "{id" + skip + "}} items(first:$n){id}} fragment A on Item @mark {id}",
			"number of directives is 51; the most is 50"},
		{"cost at the limit", "{items(first:316){children(first:315){id}}}", ""},
		{"cost", "{items(first:317){children(first:315){id}}}", "cost is 100172; the most is 100000"},
		{"cost by a variable", "query($n:Int=2000){items(first:$n){children(first:100){id}}}", "cost is 202000;"},
		{"cost of an interface's field is its dearest type's", "{nodes(first:400){children(first:400){id}}}", "cost is 160400;"},
		{"scalars cost nothing", "{hello items(first:0){id name children(first:100000){id}}}", ""},
		{"numbers do not overflow", "{items(first:2147483647){children(first:2147483647){children(first:2147483647){id}}}}",
			"cost is more than 2147483646; the most is 100000"},
		{"wide fragment tree", doubled(6, "parent", "p:parent"), "number of aliases is 63;"},
		{"defer", "{item(id:1){id ... @defer {name}}}", "@defer is not supported"},
		{"defer on a spread", "{item(id:1){id ...A @defer(if:false)}} fragment A on Item{name}", "@defer is not supported"},
		{"number too long for a custom scalar", "{item(id:1,at:99999999999999999999){id}}", `The argument "at" of "item" cannot be read`},
		{"only the operation that runs counts", "query A{hello} query B{" + strings.Repeat("hello ", 30) + "}", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := operation(tt.query)
			if strings.HasPrefix(tt.query, "query A") {
				r = post(`{"operationName":"A","query":"` + tt.query + `"}`)
			}
			a := send(t, h, r)
			if tt.message == "" {
				if len(a.Errors) > 0 {
					t.Fatalf("refused: %s", a.Body)
				}
				return
			}
			want := "QUERY_TOO_COMPLEX"
			if strings.Contains(tt.message, "defer") || strings.Contains(tt.message, "argument") {
				want = "GRAPHQL_VALIDATION_FAILED"
			}
			if a.codes() != want || !strings.Contains(a.Errors[0].Message, tt.message) || a.Data != nil {
				t.Errorf("want %s with %q, got %s", want, tt.message, a.Body)
			}
			if want == "QUERY_TOO_COMPLEX" && !strings.Contains(tt.name, "tree") {
				if a := send(t, off, operation(tt.query)); len(a.Errors) > 0 {
					t.Errorf("with every limit off: %s", a.Body)
				}
			}
		})
	}
}

// Without the memo this operation takes 2^70 steps, and the test never ends; without the ceiling its figures
// overflow.
func TestFragmentTreeIsMeasuredOnce(t *testing.T) {
	t.Parallel()
	schema := newStubSchema()
	doc, err := parser.ParseQuery(&ast.Source{Input: doubled(70, "parent", "p:parent")})
	if err != nil {
		t.Fatal(err)
	}
	if size, cycle := measureDocument(doc); cycle != nil || size.expanded != costCeiling {
		t.Errorf("as a document: %+v, %v", size, cycle)
	}
	core.Walk(schema.schema, doc, &core.Events{})
	for _, limits := range []Limits{{Depth: -1, RootFields: -1, Aliases: -1, Complexity: 1, Directives: -1}, {Depth: -1, RootFields: -1, Aliases: 1}} {
		measure := &operationLimits{schema: schema, limits: limits}
		err := measure.MutateOperationContext(t.Context(), &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0]})
		if err == nil || !strings.Contains(err.Message, "is more than 2147483646") {
			t.Errorf("as an operation: %v", err)
		}
	}
	h := newTestHandler(t, nil)
	if a := send(t, h, operation(doubled(40, "parent", "p:parent"))); a.codes() != "QUERY_TOO_COMPLEX" {
		t.Errorf("got %s", a.Body)
	}
}

// A complexity function that overflows must not make an operation cheap.
func TestExtremeComplexityIsTooMuch(t *testing.T) {
	t.Parallel()
	for _, extreme := range []int{math.MinInt, -1, math.MaxInt} {
		schema := newStubSchema()
		schema.costs["Query.items"] = func(int, map[string]any) int { return extreme }
		h := newTestHandler(t, func(o *Options) { o.Schema = schema })
		if a := send(t, h, operation("{items{id} b:items{id}}")); a.codes() != "QUERY_TOO_COMPLEX" {
			t.Errorf("%d: got %s", extreme, a.Body)
		}
	}
}

func TestIntrospection(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	shut := newTestHandler(t, nil)
	open := newTestHandler(t, func(o *Options) { o.Introspection = true })
	for _, query := range []string{
		string(text), "{__schema{queryType" + nested(20, "ofType", "name") + "}}", `{__type(name:"Item"){name}}`,
		`{hello ...A} fragment A on Query{... on Query{x:__type(name:"Item"){name}}}`,
	} {
		if a := send(t, open, operation(query)); len(a.Errors) > 0 {
			t.Errorf("on: %.60s: %s", query, a.Body)
		}
		a := send(t, shut, operation(query))
		if a.codes() != "GRAPHQL_VALIDATION_FAILED" || !strings.Contains(a.Errors[0].Message, "Introspection is off") {
			t.Errorf("off: %.60s: %s", query, a.Body)
		}
	}
	for _, lists := range []string{"fields{type{fields{type{fields{name}}}}}", "interfaces{possibleTypes{inputFields{name}}}"} {
		if a := send(t, open, operation("{__schema{types{"+lists+"}}}")); a.codes() != "GRAPHQL_VALIDATION_FAILED" || !strings.Contains(a.Errors[0].Message, "introspection depth") {
			t.Errorf("three lists inside one another: %s", a.Body)
		}
	}
	if a := send(t, shut, operation("{__typename}")); string(a.Data) != `{"__typename":"Query"}` {
		t.Errorf("__typename is not introspection: %s", a.Body)
	}
	aliases := "{__schema{queryType{" + repeated(51, "a%d:name") + "}}}"
	if a := send(t, open, operation(aliases)); a.codes() != "QUERY_TOO_COMPLEX" {
		t.Errorf("aliases below __schema do not count: %s", a.Body)
	}
}
