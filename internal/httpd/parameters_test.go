package httpd

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
)

func TestDecodeBody(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		body, refusal string
		want          graphql.RawParams
		documentID    string
	}{
		{body: `{"query":"{a}","variables":{"n":1.50,"m":{"k":null}},"operationName":"A","extensions":{"x":[1]}}`,
			want: graphql.RawParams{
				Query: "{a}", OperationName: "A",
				Variables:  map[string]any{"n": json.Number("1.50"), "m": map[string]any{"k": nil}},
				Extensions: map[string]any{"x": []any{json.Number("1")}},
			}},
		{body: ` {} `},
		{body: `{"QUERY":"{a}","Variables":7}`}, // names are spelt one way only
		{body: ``, refusal: "is empty"},
		{body: ` `, refusal: "is empty"},
		{body: `[]`, refusal: "Several operations"},
		{body: `null`, refusal: "not a JSON object"},
		{body: `"secret"`, refusal: "not a JSON object"},
		{body: `secret`, refusal: "not valid JSON"},
		{body: `{"query":"secret`, refusal: "not valid JSON"},
		{body: `{"query":"{a}"} secret`, refusal: "not valid JSON"},
		{body: `{"query":"{a}"}{"query":"{b}"}`, refusal: "not valid JSON"},
		{body: `{"query":"{a}",}`, refusal: "not valid JSON"},
		{body: `{"query":"{a}"`, refusal: "not valid JSON"},
		{body: `{"query" "{a}"}`, refusal: "not valid JSON"},
		{body: `{secret:1}`, refusal: "not valid JSON"},
		{body: `{"query":"{a}","query":"{b}"}`, refusal: "`query` is given twice"},
		{body: `{"secret":1,"secret":2}`, refusal: "a member twice"},
		{body: `{"query":{"a":"secret"}}`, refusal: "`query` must be a string"},
		{body: `{"query":1}`, refusal: "`query` must be a string"},
		{body: `{"operationName":["secret"]}`, refusal: "`operationName` must be a string"},
		{body: `{"variables":"secret"}`, refusal: "`variables` must be a JSON object"},
		{body: `{"variables":[]}`, refusal: "`variables` must be a JSON object"},
		{body: `{"extensions":false}`, refusal: "`extensions` must be a JSON object"},
		{body: `{"documentId":"a","doc_id":null}`, documentID: "a"},
		{body: `{"doc_id":"b","id":"b"}`, documentID: "b"},
		{body: `{"id":"c"}`, documentID: "c"},
		{body: `{"id":"secret","documentId":"other"}`, refusal: "names two documents"},
		{body: `{"id":7}`, refusal: "`id` must be a string"},
		{body: `{"variables":{"secret":1,"secret":2}}`, refusal: "an object with a member twice"},
		{body: `{"variables":{"a":[` + strings.Repeat("1,", 97) + `1]}}`,
			want: graphql.RawParams{Variables: map[string]any{"a": slices.Repeat([]any{json.Number("1")}, 98)}}},
		{body: `{"variables":{"a":[` + strings.Repeat("1,", 98) + `1]}}`, refusal: "more than 100 JSON values"},
		{body: `{"variables":` + strings.Repeat("[", 64) + `1`, refusal: "more than 64 JSON lists"},
		{body: `{"variables":` + strings.Repeat("[", 20_000) + `}`, refusal: "more than 64 JSON lists"},
	} {
		var got parameters
		refused := decodeBody(&got, []byte(tt.body), 100)
		if tt.refusal == "" {
			if refused != nil {
				t.Errorf("%s: refused: %s", tt.body, refused.message)
			} else if diff := cmp.Diff(tt.want, got.RawParams); diff != "" || got.documentID != tt.documentID {
				t.Errorf("%s: document %q (-want +got)\n%s", tt.body, got.documentID, diff)
			}
			continue
		}
		switch {
		case refused == nil:
			t.Errorf("%.60s: not refused", tt.body)
		case !strings.Contains(refused.message, tt.refusal) || refused.status != 400 && refused.status != 413:
			t.Errorf("%.60s: %d %s", tt.body, refused.status, refused.message)
		case strings.Contains(refused.message, "secret"):
			t.Errorf("%.60s: the message repeats the body: %s", tt.body, refused.message)
		}
	}
}

func TestReadURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ query, refusal string }{
		{"query=%7Ba%7D&variables=%7B%7D&extensions=null&other=1&other=2", ""},
		{"query=%7Ba%7D&variables=", ""},
		{"query=%zz", "cannot be read"},
		{"query=a;b", "cannot be read"},
		{"query=a&query=b", "`query` is given twice"},
		{"operationName=a&operationName=", "`operationName` is given twice"},
		{"query=%ff", "`query` is not encoded in UTF-8"},
		{"variables=secret", "`variables` is not JSON"},
		{"variables=%7B%7D%7B%7D", "`variables` is not JSON"},
		{"variables=1", "`variables` must be a JSON object"},
		{"variables=[" + strings.Repeat("1,", 200) + "1]", "more than 100 JSON values"},
		{"id=a&documentId=a", ""},
		{"id=a&documentId=secret", "names two documents"},
		{"extensions=%5B%5D", "`extensions` must be a JSON object"},
	} {
		refused := readURL(&parameters{}, tt.query, 100)
		switch {
		case tt.refusal == "" && refused != nil:
			t.Errorf("%s: refused: %s", tt.query, refused.message)
		case tt.refusal == "":
		case refused == nil || !strings.Contains(refused.message, tt.refusal) || refused.status != 400 && refused.status != 413:
			t.Errorf("%s: %+v", tt.query, refused)
		case strings.Contains(refused.message, "secret"):
			t.Errorf("%s: the message repeats the parameter: %s", tt.query, refused.message)
		}
	}
}

func FuzzDecodeBody(f *testing.F) {
	for _, seed := range []string{
		`{"query":"{a}","variables":{"a":1},"operationName":"A","extensions":{}}`,
		`{"query":null}`, `{"query":"a","query":"b"}`, `[{}]`, `{"a":[{"b":[1e9,"\ud800"]}]}`, ``, `{`, `{"a"`, "{\"a\":1}\x00", `"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var params parameters
		refused := decodeBody(&params, body, 10_000)
		var object map[string]any
		err := json.Unmarshal(body, &object)
		if refused == nil && (err != nil || object == nil) {
			t.Fatalf("accepted what is not a JSON object: %q", body)
		}
		if refused != nil {
			return
		}
		if want, _ := object["query"].(string); params.Query != want {
			t.Fatalf("query %q, want %q", params.Query, want)
		}
		if want, _ := object["variables"].(map[string]any); len(params.Variables) != len(want) {
			t.Fatalf("%d variables, want %d", len(params.Variables), len(want))
		}
	})
}

func FuzzReadURL(f *testing.F) {
	for _, seed := range []string{"query=%7Ba%7D&variables=%7B%22a%22%3A1%7D", "query=a&query=b", "a=%", "variables=%5B", ";", "query=%ff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		var params parameters
		if refused := readURL(&params, raw, 10_000); refused != nil {
			return
		}
		values, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatalf("accepted %q", raw)
		}
		if params.Query != values.Get("query") || params.OperationName != values.Get("operationName") {
			t.Fatalf("%q read as %+v", raw, params)
		}
	})
}
