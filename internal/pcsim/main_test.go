package pcsim

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newServer(t testing.TB, options Options) *Server {
	t.Helper()
	s, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answer is what came back, decoded into plain maps so that no test depends on
// the types that wrote it.
type answer struct {
	status int
	header http.Header
	text   string // without the byte order mark
	marked bool   // there was one
	body   map[string]any
}

// send makes a request with a bearer token and reads the answer. headers are
// names and values in turn; an empty value takes the header out.
func send(t testing.TB, h http.Handler, method, target string, headers ...string) answer {
	t.Helper()
	request := httptest.NewRequest(method, target, nil)
	request.Header.Set("Authorization", "Bearer any")
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			request.Header.Del(headers[i])
		} else {
			request.Header.Set(headers[i], headers[i+1])
		}
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return read(t, recorder.Result())
}

func get(t testing.TB, h http.Handler, target string, headers ...string) answer {
	t.Helper()
	return send(t, h, http.MethodGet, target, headers...)
}

func read(t testing.TB, response *http.Response) answer {
	t.Helper()
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	text, marked := bytes.CutPrefix(raw, []byte("\xef\xbb\xbf"))
	a := answer{status: response.StatusCode, header: response.Header, text: string(text), marked: marked}
	_ = json.Unmarshal(text, &a.body) // a body that is no object leaves the map empty, and the test fails on that
	return a
}

func (a answer) items() []any {
	items, _ := a.body["items"].([]any)
	return items
}

// ids of the items, in order.
func (a answer) ids() []string {
	var ids []string
	for _, item := range a.items() {
		object, _ := item.(map[string]any)
		id, _ := object["id"].(string)
		ids = append(ids, id)
	}
	return ids
}

// token is the continuation token, wherever it stands; empty at the end.
func (a answer) token() string {
	if token, ok := a.body["continuationToken"].(string); ok {
		return strings.TrimSpace(token)
	}
	links, _ := a.body["links"].(map[string]any)
	next, _ := links["next"].(map[string]any)
	headers, _ := next["headers"].([]any)
	for _, header := range headers {
		pair, _ := header.(map[string]any)
		if pair["key"] == "MS-ContinuationToken" {
			token, _ := pair["value"].(string)
			return token
		}
	}
	return ""
}

func devicesPath(customer, batch string) string {
	return "/v1/customers/" + customer + "/deviceBatches/" + url.PathEscape(batch) + "/devices"
}

// walk reads a list page by page and gives all ids and the number of pages.
func walk(t testing.TB, h http.Handler, first, further string) (ids []string, pages int) {
	t.Helper()
	a := get(t, h, first)
	for {
		if a.status != http.StatusOK {
			t.Fatalf("page %d: status %d: %s", pages+1, a.status, a.text)
		}
		pages++
		if pages > 1000 {
			t.Fatal("the list does not end")
		}
		if a.body["totalCount"] != float64(len(a.items())) {
			t.Fatalf("totalCount is %v in a page of %d", a.body["totalCount"], len(a.items()))
		}
		ids = append(ids, a.ids()...)
		token := a.token()
		if token == "" {
			return ids, pages
		}
		a = get(t, h, further, "MS-ContinuationToken", token)
	}
}

// wantRefused checks status, code and that the description holds a word.
func wantRefused(t *testing.T, a answer, status int, code any, word string) {
	t.Helper()
	description, _ := a.body["description"].(string)
	if a.status != status || a.body["code"] != code || !strings.Contains(description, word) {
		t.Errorf("got %d, %s; want %d, code %v and a description with %q", a.status, a.text, status, code, word)
	}
	if a.marked {
		t.Error("an error body has a byte order mark")
	}
}
