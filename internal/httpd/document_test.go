package httpd

import (
	"encoding/json"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// FuzzDocument reads any text as a document. What is accepted is what gqlparser's own validation accepts, and what is
// refused is refused in few words.
func FuzzDocument(f *testing.F) {
	for _, seed := range []string{
		"{hello}", "query A($n:Int=1 @mark){items(first:$n){id ...F}} fragment F on Item{parent{...on Item{name}}}",
		"{item(id:1){...F}} fragment F on Item{...F}", "{a:hello a:fail}", "{nodes{... on Item{x:name} ... on Other{x:id}}}",
		"{item(id:1,at:[{a:[1,2]}]){id}}", "{item(id:1,level:LOW){id} item(level:LOW,id:1){name}}", "mutation{touch}", "subscription{x}",
		doubled(3, "parent", "p:parent"), "{...F}fragment F on Query{hello}fragment F on Query{fail}", `{hello(name:"""block""")}`, "#", "{", "\ufeff{hello}",
	} {
		f.Add(seed)
	}
	limits, err := Limits{Errors: 1000}.withDefaults()
	if err != nil {
		f.Fatal(err)
	}
	schema := newStubSchema().schema
	v := newValidation(schema, limits, true)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return // theirs takes too long
		}
		doc, errs := parseDocument(text, limits, v)
		if (doc == nil) != (len(errs) > 0) {
			t.Fatalf("%v and %v", doc, errs)
		}
		parsed, err := parser.ParseQuery(&ast.Source{Input: text})
		if len(errs) == 0 || errs[0].Extensions["code"] == codeValidationFailed {
			valid := err == nil && len(parsed.Operations) > 0 && len(validator.ValidateWithRules(schema, parsed, rules.NewDefaultRules())) == 0
			if valid != (doc != nil) {
				t.Fatalf("gqlparser finds it valid: %v; here: %v", valid, errs)
			}
		}
		body, err := json.Marshal(requestErrors(&graphql.OperationContext{}, errs, Limits{Errors: 20}))
		if err != nil || len(body) > 5000 {
			t.Fatalf("%v, %d bytes: %s", err, len(body), body)
		}
	})
}
