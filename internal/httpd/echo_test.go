package httpd

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// Whatever is wrong with a request, no value of it comes back: it may be a secret, or a script for whoever looks at the
// answer. Names that stand where GraphQL allows them do come back.
func TestNoValueIsEchoed(t *testing.T) {
	t.Parallel()
	schema := newStubSchema()
	schema.schema = gqlparser.MustLoadSchema(&ast.Source{Input: strings.Replace(stubSDL, "fail: String", "fail(by: Reason, all: [Level!], is: Boolean, at: Float): String", 1) +
		"input Reason { word: String! level: Level }"})
	for _, introspection := range []bool{false, true} {
		h := newTestHandler(t, func(o *Options) { o.Schema, o.Introspection = schema, introspection })
		for _, hostile := range []string{"<script>alert(1)</script>", "hunter2 Did you mean hunter2", `\u0000\u001b[31m`, "Bearer 0xABCDEF", "9876543210"} {
			for name, r := range hostileRequests(hostile) {
				a := send(t, h, r)
				if len(a.Errors) == 0 {
					t.Errorf("%s: not refused: %s", name, a.Body)
				}
				text := a.Body.String()
				for _, word := range append(strings.Fields(hostile), "alert") {
					if strings.Contains(text, word) && !strings.Contains("Did you mean", word) {
						t.Errorf("%s: %q comes back in %s", name, word, text)
					}
				}
				if a.Body.Len() > 4096 {
					t.Errorf("%s: %d bytes: %s", name, a.Body.Len(), text)
				}
				for field, values := range a.Header() {
					if field != "X-Request-Id" && strings.Contains(strings.Join(values, ""), hostile) {
						t.Errorf("%s: in the header %s: %q", name, field, values)
					}
				}
			}
		}
	}
}

func hostileRequests(hostile string) map[string]*http.Request {
	quoted := `"` + hostile + `"`
	requests := map[string]*http.Request{
		"body":            post(hostile),
		"member":          post(`{` + quoted + `:1,` + quoted + `:2}`),
		"string":          post(quoted),
		"operation name":  post(`{"query":"query A{hello} query B{hello}","operationName":` + quoted + `}`),
		"document":        post(`{"documentId":` + quoted + `}`),
		"hash":            post(persisted("", hostile)),
		"persisted query": post(`{"query":"{hello}","extensions":{"persistedQuery":` + quoted + `}}`),
		"path":            httptest.NewRequest(http.MethodGet, "/"+url.PathEscape(hostile), nil),
		"address":         httptest.NewRequest(http.MethodGet, "/graphql?variables="+url.QueryEscape(hostile), nil),
		"method":          withMethod(post(`{"query":"{hello}"}`), "HUNTER2"),
		"accept":          post(`{"query":"{hello}"}`, "Accept", "text/"+hostile),
		"content type":    post(`{"query":"{hello}"}`, "Content-Type", hostile),
		"request id":      post(`{"query":"{nope}"}`, "X-Request-Id", hostile),
	}
	for name, query := range map[string]string{
		"nothing else":         hostile,
		"literal":              quoted,
		"block string":         `""` + quoted + `""`,
		"after a name":         "{hello " + quoted + "}",
		"before a brace":       "query " + quoted + "{hello}",
		"fragment on":          "fragment A " + quoted + "{hello}",
		"escape":               `{hello(name:"\q` + hostile + `")}`,
		"open string":          `{hello(name:"` + hostile,
		"argument":             "{items(first:" + quoted + "){id}}",
		"boolean argument":     "{fail(is:" + quoted + ")}",
		"float argument":       "{fail(at:" + quoted + ")}",
		"string in an enum":    "{item(id:1,level:" + quoted + "){id}}",
		"list in an ID":        "{item(id:[" + quoted + "]){id}}",
		"object in an ID":      "{item(id:{a:" + quoted + "}){id}}",
		"string for an object": "{fail(by:" + quoted + ")}",
		"list of enums":        "{fail(all:[" + quoted + "])}",
		"directive":            "{hello @skip(if:" + quoted + ")}",
		"default":              "query($n:Int=" + quoted + "){items(first:$n){id}}",
		"undefined variable":   "{hello(name:$n) nope(x:" + quoted + ")}",
	} {
		requests["query: "+name] = operation(query)
		requests["query with GET: "+name] = get("query", query)
	}
	for name, variables := range map[string]map[string]any{
		"int":           {"n": hostile},
		"enum":          {"l": hostile},
		"enums":         {"a": []string{hostile}},
		"object":        {"r": hostile},
		"unknown field": {"r": map[string]any{hostile: 1}},
		"inner enum":    {"r": map[string]any{"word": "w", "level": hostile}},
		"boolean":       {"b": hostile},
		"list":          {"i": []string{hostile}},
		"float":         {"f": hostile + "x"},
	} {
		requests["variable: "+name] = operation(
			"query($n:Int,$l:Level,$a:[Level!],$r:Reason,$b:Boolean,$i:ID=1,$f:Float){items(first:$n){id} fail(by:$r,all:$a,is:$b,at:$f) item(id:$i,level:$l){id}}",
			pairs(variables)...)
	}
	return requests
}

func pairs(variables map[string]any) []any {
	var list []any
	for name, value := range variables {
		list = append(list, name, value)
	}
	return list
}

func withMethod(r *http.Request, method string) *http.Request {
	r.Method = method
	return r
}
