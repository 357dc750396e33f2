package httpd

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

func TestMeasureDocument(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3*bytesPerNode)
	for text, want := range map[string]documentSize{
		"{a}":                             {written: 2, expanded: 2, longest: 1},
		"{a{b c}}":                        {written: 4, expanded: 4, longest: 1},
		"query Q($v:Int=1@d(e:2)){a}":     {written: 7, expanded: 7, longest: 1},
		"{a(b:[1,{c:2}])@d}":              {written: 11, expanded: 11, values: 2, longest: 1},
		"{...F ...F}fragment F on T{a b}": {written: 6, expanded: 12, longest: 1},
		"{...F}fragment F on T{...G}fragment G on T{a b}": {written: 7, expanded: 15, longest: 1},
		"{...on T@d{a} ...{b}}":                           {written: 6, expanded: 6, longest: 1},
		"{...Missing}":                                    {written: 2, expanded: 2, longest: 7},
		"{" + long + "}":                                  {written: 2, expanded: 8, longest: len(long)},
		"{" + long + ":a}":                                {written: 2, expanded: 5, longest: 1},
		`{a(b:"` + long + `")}`:                           {written: 4, expanded: 7, longest: len(long)},
		"{...F}fragment F on T{a}fragment F on T{b c}":    {written: 7, expanded: 9, longest: 1},
	} {
		doc, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			t.Fatal(err)
		}
		got, cycle := measureDocument(doc)
		if got != want || cycle != nil {
			t.Errorf("%.60s: %+v %v, want %+v", text, got, cycle, want)
		}
	}
}

func TestFragmentCycles(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, nil)
	ring := func(n int) string {
		text := "{item(id:1){...F0}}"
		for i := range n {
			text += fmt.Sprintf(" fragment F%d on Item{id parent{...F%d}}", i, (i+1)%n)
		}
		return text
	}
	for _, text := range []string{
		ring(1), ring(2), ring(60),
		"{item(id:1){id}} fragment F on Item{...F}", // never used
		"{item(id:1){...F}} fragment F on Item{...G} fragment G on Item{...G id}",
	} {
		a := send(t, h, operation(text))
		if a.codes() != "GRAPHQL_VALIDATION_FAILED" || !strings.Contains(a.Errors[0].Message, "within itself") || len(a.Errors[0].Locations) == 0 {
			t.Errorf("%.80s: %s", text, a.Body)
		}
	}
}

// Each limit on a document stops what is just beyond it, and lets pass what is not.
func TestDocumentLimits(t *testing.T) {
	t.Parallel()
	list := func(depth int) string {
		return "{item(id:1,at:" + strings.Repeat("[", depth) + strings.Repeat("]", depth) + "){id}}"
	}
	fits := "{hello} #"
	for _, tt := range []struct {
		name, within, beyond, code, message string
		limits                              Limits
	}{
		{"bytes", fits + strings.Repeat("x", 64<<10-len(fits)), fits + strings.Repeat("x", 64<<10-len(fits)+1), "QUERY_TOO_COMPLEX", "longer than 65536 bytes", Limits{}},
		{"own bytes", "{hello}", "{hello }", "QUERY_TOO_COMPLEX", "longer than 7 bytes", Limits{QueryBytes: 7}},
		{"tokens", "{hello hello}", "{hello hello hello}", "GRAPHQL_PARSE_FAILED", "more than 4 tokens", Limits{QueryTokens: 4}},
		{"selections", "{hello ...F}fragment F on Query{hello}", "{hello ...F ...F}fragment F on Query{hello}", "QUERY_TOO_COMPLEX", "more than 7 selections", Limits{Selections: 7}},
		{"lists of a value", list(15), list(16), "QUERY_TOO_COMPLEX", "16 lists and objects inside one another; the most is 15", Limits{}},
		{"lists without a limit", list(200), "{", "GRAPHQL_PARSE_FAILED", "", Limits{Depth: -1}},
	} {
		h := newTestHandler(t, func(o *Options) { o.Limits = tt.limits })
		if a := send(t, h, operation(tt.within)); len(a.Errors) > 0 {
			t.Errorf("%s: within the limit: %s", tt.name, a.Body)
		}
		if a := send(t, h, operation(tt.beyond)); a.codes() != tt.code || !strings.Contains(a.Errors[0].Message, tt.message) {
			t.Errorf("%s: beyond it: %s", tt.name, a.Body)
		}
	}
}
