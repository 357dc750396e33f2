package httpd

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRequestErrors(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, nil)
	for _, tt := range []struct {
		name, body, code, message string
	}{
		{"tokens", `{"query":"{` + strings.Repeat("hello ", 1000) + `}"}`, "GRAPHQL_PARSE_FAILED", "more than 1000 tokens"},
		{"comments are tokens, too", `{"query":"` + strings.Repeat(`#\n`, 1001) + `{hello}"}`, "GRAPHQL_PARSE_FAILED", "more than 1000 tokens"},
		{"no operation", `{"query":"fragment A on Query{hello}"}`, "GRAPHQL_VALIDATION_FAILED", "The document has no operation."},
		{"which operation", `{"query":"query A{hello} query B{hello}"}`, "GRAPHQL_VALIDATION_FAILED", "several operations. Say in operationName which to run: A, B."},
		{"no such operation", `{"query":"query A{hello}","operationName":"secret"}`, "GRAPHQL_VALIDATION_FAILED", "no operation with this operationName. It has: A."},
		{"variable", `{"query":"query($i:ID!){item(id:$i){id}}"}`, "GRAPHQL_VALIDATION_FAILED", "The variable $i must be defined."},
		{"variable of a wrong type", `{"query":"query($n:Int){items(first:$n){id}}","variables":{"n":{"secret":1}}}`, "GRAPHQL_VALIDATION_FAILED",
			"The variable $n cannot use map as Int."},
		{"no schema for it", `{"query":"subscription{hello}"}`, "GRAPHQL_VALIDATION_FAILED", "subscription"},
	} {
		a := send(t, h, post(tt.body))
		if len(a.Errors) == 0 || a.codes() != tt.code || !strings.Contains(a.Errors[0].Message, tt.message) {
			t.Errorf("%s: want %s with %q, got %s", tt.name, tt.code, tt.message, a.Body)
			continue
		}
		if a.Errors[0].Path != nil || a.Data != nil || strings.Contains(a.Body.String(), "secret") {
			t.Errorf("%s: %s", tt.name, a.Body)
		}
	}
}

func TestErrorListIsCut(t *testing.T) {
	t.Parallel()
	query := "{" + repeated(30, "wrong%d") + "}"
	for _, tt := range []struct {
		limit, listed int
		last          string
	}{
		{0, 21, "There may be more errors"},
		{29, 30, "There may be more errors"},
		{30, 30, "wrong29"},
	} {
		h := newTestHandler(t, func(o *Options) { o.Limits = Limits{Errors: tt.limit, RootFields: -1} })
		a := send(t, h, operation(query))
		if len(a.Errors) != tt.listed || !strings.Contains(a.Errors[len(a.Errors)-1].Message, tt.last) {
			t.Errorf("limit %d: %d errors: %s", tt.limit, len(a.Errors), a.Body)
		}
		if want := strings.TrimSpace(strings.Repeat("GRAPHQL_VALIDATION_FAILED ", tt.listed)); a.codes() != want {
			t.Errorf("limit %d: codes %s", tt.limit, a.codes())
		}
	}
}

func TestErrorMessageIsCut(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, nil)
	a := send(t, h, operation("{"+strings.Repeat("a", 10_000)+"}"))
	if a.codes() != "GRAPHQL_VALIDATION_FAILED" || a.Body.Len() > 1000 || !strings.HasSuffix(a.Errors[0].Message, "a…") {
		t.Errorf("%d bytes: %.600s", a.Body.Len(), a.Body)
	}
}

// Twenty long messages are not listed.
func TestErrorListIsCutByLength(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, nil)
	a := send(t, h, operation("{"+repeated(15, strings.Repeat("a", 400)+"%d")+"}"))
	if len(a.Errors) < 3 || len(a.Errors) > 10 || a.Body.Len() > 4096 || !strings.Contains(a.Errors[len(a.Errors)-1].Message, "more errors") {
		t.Errorf("%d errors, %d bytes: %s", len(a.Errors), a.Body.Len(), a.Body)
	}
	h = newTestHandler(t, func(o *Options) { o.Limits.Errors = 1 })
	if a := send(t, h, operation("{"+strings.Repeat("a", 400)+"}")); len(a.Errors) != 1 {
		t.Errorf("a single one: %s", a.Body)
	}
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		most int
		want string
	}{
		{"short", 5, "short"},
		{"longer", 5, "lo…"},
		{"äöüäöü", 8, "äö…"}, // the byte at the cut is inside a character
		{"\x80\x80\x80\x80\x80\x80", 4, "…"},
	} {
		if got := shorten(tt.text, tt.most); got != tt.want || len(got) > tt.most || !utf8.ValidString(got) {
			t.Errorf("shorten(%q, %d) = %q, want %q", tt.text, tt.most, got, tt.want)
		}
	}
}
