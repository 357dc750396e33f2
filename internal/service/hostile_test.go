package service

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"pcgraph/graph/loaders"
)

// A hostile request costs its sender nothing and is meant to cost the server much.
type hostile struct {
	name string
	body func(n int) []byte // each n makes another text, so that none is answered from memory
	// code is the refusal's; empty when there is nothing to refuse, only to bear.
	code string
}

// asQuery is a body with a document in it. A comment makes it another one each time.
func asQuery(query string) func(int) []byte {
	return func(n int) []byte { return asJSON(map[string]any{"query": fmt.Sprintf("%s #%d", query, n)}) }
}

func asJSON(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // maps of strings and numbers
	}
	return text
}

// each joins n texts made from format and a running number.
func each(n int, format string) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, format, i, i+1)
	}
	return text.String()
}

// inCustomer is a query of that selection.
func inCustomer(selection string) string {
	return `{customer(id:"47021739-3426-40bf-9601-61b4b6d7c793"){` + selection + `}}`
}

var hostiles = func() []hostile {
	again := strings.Repeat
	const parse, invalid, tooMuch, badInput = "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX", "BAD_USER_INPUT"
	const large = 1_000_000
	onCustomer := func(fragments string) string { return inCustomer("...F0") + fragments }
	ids := func(value any) func(int) []byte {
		body := asJSON(map[string]any{"query": "query($ids:[ID!]!){nodes(ids:$ids){id}}", "variables": map[string]any{"ids": value}})
		return func(int) []byte { return body }
	}
	representations := func(value any) func(int) []byte {
		body := asJSON(map[string]any{"query": "query($of:[_Any!]!){_entities(representations:$of){__typename}}", "variables": map[string]any{"of": value}})
		return func(int) []byte { return body }
	}
	list := []hostile{
		// What the token limit stops.
		{"8000 fields", asQuery(inCustomer(again("id ", 8000))), parse},
		{"10000 aliases", asQuery(inCustomer(each(10_000, "a%[1]d:id "))), tooMuch}, // longer than a document may be
		{"5000 aliases", asQuery(inCustomer(each(5000, "a%[1]d:id "))), parse},
		{"depth 10000", asQuery(inCustomer(again("deviceBatches{", 3000))), parse},
		{"2000 unknown fields", asQuery("{" + each(2000, "f%[1]d ") + "}"), parse},
		{"2000 directives", asQuery("{__typename " + again("@skip(if:false)", 2000) + "}"), parse},

		// What has a thousand tokens and takes the most that it can.
		{"one field a thousand times", asQuery(inCustomer(again("id ", 980))), ""},
		{"one field in nested fragments", asQuery(inCustomer(again("...{", 150) + again("id ", 530) + again("}", 150))), ""},
		{"two fields under one name", asQuery(inCustomer(again("a:id a:domain ", 160))), invalid},
		{"unknown fields", asQuery(inCustomer(each(970, "f%[1]d "))), invalid},
		{"unknown fields with long names", asQuery(inCustomer(again(again("x", 60)+" ", 980))), invalid},
		{"one very long name", asQuery(inCustomer(again("x", 60_000))), invalid},
		{"operations that share a fragment", asQuery(each(65, "query A%[1]d{...F} ") + "fragment F on Query{" + again("__typename ", 500) + "}"), tooMuch},
		{"operations that share a mistake", asQuery(each(8, "query A%[1]d{...F} ") + "fragment F on Query{" + again("nope ", 400) + "}"), invalid},
		{"chain of fragments", asQuery(onCustomer(each(60, " fragment F%[1]d on Customer{...F%[2]d "+again("domain ", 7)+"}") + " fragment F60 on Customer{id}")), tooMuch},
		{"cycle of fragments", asQuery(onCustomer(each(90, " fragment F%[1]d on Customer{id ...F%[2]d}") + " fragment F90 on Customer{...F0}")), invalid},
		{"every fragment in every other", asQuery(onCustomer(each(13, " fragment F%[1]d on Customer{"+each(13, "...F%[1]d ")+"}"))), invalid},
		{"fragment bomb", asQuery(onCustomer(each(30, " fragment F%[1]d on Customer{...F%[2]d ...F%[2]d}") + " fragment F30 on Customer{id}")), tooMuch},
		{"fragment bomb with aliases", asQuery(onCustomer(each(14,
			" fragment F%[1]d on Customer{a:deviceBatches{customer{...F%[2]d}} b:deviceBatches{customer{...F%[2]d}}}") + " fragment F14 on Customer{id}")), tooMuch},
		{"many directives", asQuery("{" + again("__typename@skip(if:false)", 120) + "}"), tooMuch},
		{"many variables", asQuery("query(" + each(160, "$v%[1]d:ID=1 ") + "){__typename}"), invalid},
		{"introspection", asQuery("{__schema{types{fields{type{fields{type{fields{name}}}}}}}}"), invalid},
		{"much introspection", asQuery("{" + each(19, "a%[1]d:__schema{types{fields{args{type{ofType{ofType{name}}}}}}}") + "}"), ""},
		{"lists of lists", asQuery("{nodes(ids:" + again("[", 480) + `"` + again("x", 60_000) + `"` + again("]", 480) + "){id}}"), tooMuch},
		{"wrong lists", asQuery("{" + again(`nodes(ids:[[[[[[[[[[[["`+again("x", 2500)+`"]]]]]]]]]]]]){id} `, 20) + "}"), invalid},

		// What is few tokens and many bytes.
		{"long string", asQuery(`{customer(id:"` + again("x", large) + `"){id}}`), tooMuch},
		{"long block string", asQuery(`{customer(id:"""` + again("x\n ", large/4) + `"""){id}}`), tooMuch},
		{"long number", asQuery(`{customer(id:` + again("9", large) + `){id}}`), tooMuch},
		{"long number in a short document", asQuery(`{customers(first:` + again("9", 60_000) + `){totalCount}}`), invalid},
		{"long fraction", asQuery(`{customers(first:1.` + again("9", 60_000) + `e9999){totalCount}}`), invalid},
		{"long comment", asQuery("{__typename}#" + again("x", large)), tooMuch},
		{"escapes", asQuery(`{customer(id:"` + again(`\u0041`, 10_000) + `"){id}}`), badInput},

		// What is JSON, and no document.
		{"10 MB body", func(int) []byte { return asJSON(map[string]any{"query": again("x", 10_000_000)}) }, badInput},
		{"10 MB of brackets", func(int) []byte { return []byte(again("[", 10_000_000)) }, badInput},
		{"deep variables", func(int) []byte { return []byte(`{"variables":` + again(`{"a":`, 100_000) + "1") }, badInput},
		{"deep lists", func(int) []byte { return []byte(`{"variables":{"a":` + again(`[`, 500_000)) }, badInput},
		{"100000 items", ids(make([]int, 100_000)), badInput},
		{"9000 items", ids(make([]int, 9000)), badInput},
		{"1001 representations", representations(make([]struct{}, 1001)), badInput},
		{"9000 representations", representations(make([]struct{}, 9000)), badInput},
		{"one deep representation", func(int) []byte {
			return []byte(`{"query":"query($of:[_Any!]!){_entities(representations:$of){__typename}}","variables":{"of":[` + again(`{"id":`, 60) + "1" + again("}", 60) + `]}}`)
		}, badInput},
		{"a representation with a long number", asQuery("{_entities(representations:[{id:" + again("9", 60_000) + "}]){__typename}}"), invalid},
		{"empty lists", func(int) []byte { return []byte(`{"variables":{"a":[` + again("[],", 300_000) + `1]}}`) }, badInput},
		{"members", func(int) []byte { return []byte("{" + each(60_000, `"m%[1]d":0,`) + `"query":"{x}"}`) }, badInput},
		{"long variable", ids([]string{again("x", large)}), badInput},
		{"long numeric variable", func(int) []byte {
			return []byte(`{"query":"query($n:Int){customers(first:$n){totalCount}}","variables":{"n":` + again("9", large) + `}}`)
		}, invalid},
		{"hash", func(int) []byte {
			return []byte(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + again("a", large) + `"}}}`)
		}, badInput},
		{"document", func(int) []byte { return asJSON(map[string]any{"documentId": again("x", large)}) }, badInput},
	}
	return list
}()

func newHostileWorld(t testing.TB) http.Handler {
	t.Helper()
	api, err := NewHandler(Options{
		Upstream: loaders.Direct{}, Callers: Everyone, CursorKey: cursorKey, Introspection: true, Federation: true, // the dearer way
	})
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// strike sends a body and returns the answer.
func strike(api http.Handler, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/graphql", io.NopCloser(bytes.NewReader(body)))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	api.ServeHTTP(w, r)
	return w
}

// Every hostile request is refused, with little memory and in few words. What that takes in time, BenchmarkHostile
// tells. Memory is the process's, so the test does not run beside others.
func TestHostileRequests(t *testing.T) {
	api := newHostileWorld(t)
	for _, h := range hostiles {
		body := h.body(0)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w := strike(api, body)
		runtime.ReadMemStats(&after)
		var answer struct {
			Errors []struct{ Extensions struct{ Code string } }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Errorf("%s: %v: %.200s", h.name, err, w.Body)
			continue
		}
		switch {
		case h.code == "" && len(answer.Errors) > 0:
			t.Errorf("%s: refused: %.500s", h.name, w.Body)
		case h.code != "" && (len(answer.Errors) == 0 || answer.Errors[0].Extensions.Code != h.code):
			t.Errorf("%s: want %s, got %.500s", h.name, h.code, w.Body)
		case h.code != "" && w.Body.Len() > 4096:
			t.Errorf("%s: an answer of %d bytes: %.500s", h.name, w.Body.Len(), w.Body)
		}
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 10_000_000 {
			t.Errorf("%s: %d bytes were allocated", h.name, allocated)
		}
	}
}

func BenchmarkHostile(b *testing.B) {
	api := newHostileWorld(b)
	for _, h := range hostiles {
		b.Run(h.name, func(b *testing.B) {
			b.ReportAllocs()
			var w *httptest.ResponseRecorder
			for n := 0; b.Loop(); n++ {
				b.StopTimer()
				body := h.body(n)
				b.StartTimer()
				w = strike(api, body)
			}
			b.ReportMetric(float64(w.Body.Len()), "answer-B")
		})
	}
}
