package httpd

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// Every kind of suggestion that gqlparser makes is made when the schema is open to look at, and none when it is not:
// suggestions tell what is in a schema.
func TestSuggestions(t *testing.T) {
	t.Parallel()
	schema := newStubSchema()
	long := strings.Repeat("long", 30)
	schema.schema = gqlparser.MustLoadSchema(&ast.Source{Input: strings.Replace(stubSDL, "fail: String", "fail(by: Reason): String "+long+": String", 1) +
		"input Reason { word: String level: Level } directive @tell(word: String) on FIELD"})
	change := func(introspection bool) func(*Options) {
		return func(o *Options) { o.Schema, o.Introspection = schema, introspection }
	}
	shut, open := newTestHandler(t, change(false)), newTestHandler(t, change(true))
	for kind, query := range map[string]string{
		"field":                  "{helo}",
		"field of another type":  "{nodes{name}}",
		"argument":               "{hello(nam:1)}",
		"directive's argument":   "{hello @tell(wort:1)}",
		"type":                   "{item(id:1){...A}} fragment A on Itm{id}",
		"enum value":             "{item(id:1,level:LAW){id}}",
		"enum value for another": "{fail(by:{level:{}}) hello(name:LOW)}",
		"input field":            "{fail(by:{wort:1})}",
		"selection":              "{item(id:1)}",
	} {
		told := send(t, open, operation(query))
		if len(told.Errors) == 0 || kind != "enum value for another" && !strings.Contains(told.Body.String(), "Did you mean") {
			t.Errorf("%s, open: no suggestion in %s", kind, told.Body)
		}
		a := send(t, shut, operation(query))
		if len(a.Errors) == 0 || strings.Contains(a.Body.String(), "Did you mean") {
			t.Errorf("%s, shut: %s", kind, a.Body)
		}
		for _, name := range []string{"hello", "LOW", "word"} {
			if !strings.Contains(query, name) && strings.Contains(strings.ReplaceAll(a.Body.String(), "Query.hello", ""), name) {
				t.Errorf("%s, shut: %q is told by %s", kind, name, a.Body)
			}
		}
	}
	if a := send(t, open, operation("{"+long[1:]+"}")); strings.Contains(a.Body.String(), "Did you mean") {
		t.Errorf("a name too long to be a mistyped one is looked for: %s", a.Body)
	}
}

// The errors of a document come in the same order each time.
func TestErrorsAreInOrder(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) { o.Limits.DocumentBytes = -1 })
	const query = "query A($a:Int,$a:Int){nope hello(x:1) item hello:fail} query A{...F} fragment G on Nope{x}"
	first := send(t, h, operation(query))
	if len(first.Errors) < 8 {
		t.Fatalf("only %s", first.Body)
	}
	for range 20 {
		if a := send(t, h, operation(query)); a.Body.String() != first.Body.String() {
			t.Fatalf("%s\nand %s", first.Body, a.Body)
		}
	}
}

// A panic of gqlparser's own is not taken for the end of the list.
func TestPanicInValidation(t *testing.T) {
	t.Parallel()
	v := newValidation(newStubSchema().schema, Limits{Errors: 1}, false)
	defer func() {
		if recover() == nil {
			t.Error("the panic is lost")
		}
	}()
	v.run(&ast.QueryDocument{Operations: ast.OperationList{{SelectionSet: ast.SelectionSet{nil}}}}, documentSize{})
}
