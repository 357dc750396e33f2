package httpd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// persisted is a request's body by Apollo's protocol. An empty query is left out.
func persisted(query, hash string) string {
	body := map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}}
	if query != "" {
		body["query"] = query
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// An automatic persisted query, as Apollo Client goes about it: hash alone, hash and text, hash alone.
func TestAutomaticPersistedQuery(t *testing.T) {
	t.Parallel()
	for _, media := range []string{jsonMedia, responseMedia} {
		h := newTestHandler(t, nil)
		const query = "{hello}"
		hash := hashOf(query).String()
		for step, tt := range []struct {
			body    string
			message string
		}{
			{persisted("", hash), "PersistedQueryNotFound"},
			{persisted("{fail}", hash), "is not the query's"},
			{persisted("", hash), "PersistedQueryNotFound"},
			{persisted("{nothing}", hashOf("{nothing}").String()), "Cannot query field"},
			{persisted("", hashOf("{nothing}").String()), "PersistedQueryNotFound"},
			{persisted(query, strings.ToUpper(hash)), ""},
			{persisted("", hash), ""},
			{persisted("", strings.ToUpper(hash)), ""},
			{persisted("", hash[:62]), "PersistedQueryNotFound"},
			{persisted("", hash+"00"), "PersistedQueryNotFound"},
			{persisted("", "secret"), "PersistedQueryNotFound"},
			{persisted("", ""), "`version` 1 and a `sha256Hash`"},
			{strings.Replace(persisted("", hash), `"version":1`, `"version":2`, 1), "`version` 1 and a `sha256Hash`"},
			{`{"query":"{hello}","extensions":{"persistedQuery":"secret"}}`, "`version` 1 and a `sha256Hash`"},
			{`{"query":"{hello}","extensions":{"persistedQuery":null}}`, ""},
			{`{"extensions":{"persistedQuery":null}}`, "There is no query"},
		} {
			a := send(t, h, post(tt.body, "Accept", media))
			if tt.message == "" {
				if string(a.Data) != `{"hello":"hello"}` {
					t.Errorf("step %d: %s", step, a.Body)
				}
				continue
			}
			wantCode, wantStatus := "BAD_USER_INPUT", map[string]int{jsonMedia: 200, responseMedia: 400}[media]
			if strings.HasPrefix(tt.message, "Cannot") {
				wantCode = "GRAPHQL_VALIDATION_FAILED"
			}
			if strings.HasPrefix(tt.message, "There is") {
				wantStatus = 400
			}
			exact := len(a.Errors) == 1 && a.Errors[0].Message == tt.message || !strings.HasPrefix(tt.message, "Persisted")
			if a.codes() != wantCode || !strings.Contains(a.Body.String(), tt.message) || !exact || a.Code != wantStatus ||
				strings.Contains(a.Body.String(), "secret") || a.Header().Get("Cache-Control") != "private, no-store" {
				t.Errorf("step %d: want %s, got %d %s", step, tt.message, a.Code, a.Body)
			}
		}
		if a := send(t, h, get("extensions", `{"persistedQuery":{"version":1,"sha256Hash":"`+hash+`"}}`)); string(a.Data) != `{"hello":"hello"}` {
			t.Errorf("with GET: %s", a.Body)
		}
	}
}

// A server that keeps nothing says so, for clients not to try again with each query.
func TestPersistedQueryNotSupported(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) { o.Limits.DocumentBytes = -1 })
	const query = "{hello}"
	a := send(t, h, post(persisted("", hashOf(query).String())))
	if a.codes() != "BAD_USER_INPUT" || a.Errors[0].Message != "PersistedQueryNotSupported" {
		t.Errorf("hash alone: %s", a.Body)
	}
	if a := send(t, h, post(persisted(query, hashOf(query).String()))); len(a.Errors) > 0 {
		t.Errorf("with its text: %s", a.Body)
	}
}

func TestTrustedDocuments(t *testing.T) {
	t.Parallel()
	const hello, touch, late = "query Hello($n:String){hello(name:$n)}", "mutation Touch{touch}", "{item(id:1){id}}"
	documents := []TrustedDocument{{ID: "first", Text: hello}, {ID: "wide", Text: "query A{hello} query B{b:hello}"}, {ID: "touch", Text: touch}}
	const ours, refused, unknown, none = 0, 1, 2, 3
	for name, only := range map[string]bool{"any": false, "strict": true} {
		h := newTestHandler(t, func(o *Options) { o.Documents, o.DocumentsOnly = documents, only })
		send(t, h, operation(late)) // which a server that takes any remembers
		for _, tt := range []struct {
			request *http.Request
			any     int
			strict  int
		}{
			{post(`{"documentId":"first","variables":{"n":"x"}}`), ours, ours},
			{post(`{"doc_id":"first"}`), ours, ours},
			{post(`{"id":"first"}`), ours, ours},
			{post(`{"id":"wide","operationName":"B"}`), ours, ours},
			{post(`{"documentId":"touch"}`), ours, ours},
			{get("documentId", "first", "variables", `{"n":"x"}`), ours, ours},
			{post(persisted("", hashOf(hello).String())), ours, ours},
			{post(persisted("", "first")), ours, ours}, // as @urql/exchange-persisted does with the preset's hashes
			{post(`{"documentId":"` + hashOf(hello).String() + `"}`), ours, ours},
			{post(`{"documentId":"secret"}`), unknown, unknown},
			{get("id", "secret"), unknown, unknown},
			{post(persisted("", hashOf("secret").String())), none, unknown},
			{post(persisted("", hashOf(late).String())), ours, unknown},
			{operation(late), ours, refused},
			{operation(hello), ours, refused},
			{get("query", "{secret:hello}"), ours, refused},
			{post(persisted("{secret:hello}", hashOf("{secret:hello}").String())), ours, refused},
			{post(`{"query":"{secret:hello}","documentId":"first"}`), ours, refused},
			{post(`{"query":"{secret"}`), none, refused},
		} {
			want := tt.any
			if only {
				want = tt.strict
			}
			a := send(t, h, tt.request)
			got := ours
			switch {
			case a.codes() == "FORBIDDEN" && strings.Contains(a.Errors[0].Message, "only the documents"):
				got = refused
			case a.codes() == "BAD_USER_INPUT" && (strings.Contains(a.Errors[0].Message, "no document of this ID") || strings.Contains(a.Errors[0].Message, "not started with")):
				got = unknown
			case len(a.Errors) > 0:
				got = none
			}
			if got != want || got != ours && strings.Contains(a.Body.String(), "secret") {
				t.Errorf("%s: %s %s: %s", name, tt.request.Method, tt.request.URL, a.Body)
			}
		}
		if a := send(t, h, get("documentId", "touch")); a.Code != 405 {
			t.Errorf("%s: a trusted mutation with GET: %d %s", name, a.Code, a.Body)
		}
	}
}

// The limits hold for trusted documents as for all, with the variables that come.
func TestLimitsOfTrustedDocuments(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, func(o *Options) {
		o.Documents = []TrustedDocument{{ID: "items", Text: "query($n:Int!){items(first:$n){children(first:100){id}}}"}}
		o.DocumentsOnly = true
	})
	for first, codes := range map[int]string{10: "", 100_000: "QUERY_TOO_COMPLEX"} {
		a := send(t, h, post(fmt.Sprintf(`{"documentId":"items","variables":{"n":%d}}`, first)))
		if a.codes() != codes {
			t.Errorf("first %d: %s", first, a.Body)
		}
	}
}
