package service

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pcgraph/graph/loaders"
	"pcgraph/graph/relay"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

// A wire is between the service and the simulator, and looks at what goes over it.
type wire struct {
	http.RoundTripper
	mu      sync.Mutex
	faults  []string
	batches []string // those that may be asked for
	link    bool     // whether a cursor holds a next link
	calls   int
}

// sentHeaders are all that a request to Partner Center has.
var sentHeaders = []string{
	"Accept", "Authorization", "Ms-Contract-Version", "Ms-Continuationtoken", "Ms-Correlationid", "Ms-Requestid", "User-Agent", "X-Locale",
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.calls++
	if fault := w.faultOf(r); fault != "" {
		w.faults = append(w.faults, fmt.Sprintf("%s: %s %s %q", fault, r.Method, r.URL, r.Header))
	}
	w.mu.Unlock()
	return w.RoundTripper.RoundTrip(r)
}

// faultOf says what is wrong with a request. Each of the routes has its customer as
// a GUID, and its batch as one segment.
func (w *wire) faultOf(r *http.Request) string {
	if r.Method != http.MethodGet || r.URL.Scheme != "https" || r.URL.Host != "partner-center.test" || r.Host != "" && r.Host != r.URL.Host || r.URL.Fragment != "" || r.URL.User != nil {
		return "another server"
	}
	segments := strings.Split(r.URL.EscapedPath(), "/")
	shape := []string{"", "v1", "customers", "{guid}", "devicebatches", "{batch}", "devices"}
	if len(segments) > len(shape) || len(segments) == 6 || len(segments) < 3 {
		return "another path"
	}
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return "a path that cannot be read"
		}
		switch shape[i] {
		case "{guid}":
			if _, err := relay.ParseCustomerID(plain); err != nil {
				return "a customer that is no GUID"
			}
		case "{batch}":
			if !slices.Contains(w.batches, plain) || plain == "." || plain == ".." {
				return "another batch"
			}
		default:
			if !strings.EqualFold(segment, shape[i]) {
				return "another path"
			}
		}
	}
	for name, values := range r.URL.Query() {
		if w.link && segments[len(segments)-1] == "devices" {
			break // the query of a next link is in a cursor, and nobody but Partner Center puts it there
		}
		if name != "size" && name != "filter" || len(values) > 1 {
			return "another query"
		}
	}
	for name, values := range r.Header {
		if !slices.Contains(sentHeaders, textproto.CanonicalMIMEHeaderKey(name)) || len(values) > 1 {
			return "another header"
		}
		if strings.ContainsFunc(strings.Join(values, ""), func(c rune) bool { return c < ' ' || c > '~' }) {
			return "a header that is more than one"
		}
	}
	return ""
}

// FuzzHostileArguments gives the arguments of all doors any text, through the whole
// service. None leads to another path, query, header or server, and none panics.
func FuzzHostileArguments(f *testing.F) {
	for _, seed := range []string{
		"Test batch", ".", "..", "../..", "..%2f..", "%2e%2e", "a/b", `a\b`, "a?b=c&filter=x", "a#b", "a;b", "a:b@c", "//evil.test/", "a\r\nX-Evil: 1",
		"\x00", "\xff", "ä 日本", "+", " ", "", strings.Repeat("x", 2000), "https://evil.test", "{customer-id}", "null", "DB_", "D_AAAA", `"}{`, "\u2028", "～",
	} {
		f.Add(pcsim.CustomerDocumented, seed, seed, seed)
		f.Add(seed, "Test batch", "\x00"+seed, seed)
	}
	sim, err := pcsim.New(pcsim.Options{})
	if err != nil {
		f.Fatal(err)
	}
	w := &wire{RoundTripper: sim.Transport()}
	client, err := pcclient.New(pcclient.Options{
		BaseURL: "https://partner-center.test", Token: pcclient.StaticToken("test"), Transport: w, MaxRetries: -1,
	})
	if err != nil {
		f.Fatal(err)
	}
	api, err := NewHandler(Options{Upstream: loaders.Direct{Client: client}, Callers: Everyone, CursorKey: cursorKey, RequestTimeout: 10 * time.Second, Federation: true})
	if err != nil {
		f.Fatal(err)
	}
	cursors, err := relay.NewSealer(cursorKey)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, id, batch, token, name string) {
		batch = strings.ToValidUTF8(batch, "?") // JSON has nothing else
		batches := []string{batch}
		for _, id := range []string{"DB_" + token, "D_" + token} {
			// Ids are not sealed: any text may turn out to be one, and leads where it says.
			if named, err := relay.ParseID(id); err == nil {
				batches = append(batches, named.Batch)
			}
		}
		w.mu.Lock()
		w.batches, w.link, w.faults, w.calls = batches, strings.HasPrefix(token, "\x00"), nil, 0
		w.mu.Unlock()
		global := relay.ID{Customer: pcsim.CustomerDocumented, Batch: batch, Device: name}.String()
		// A cursor that holds anything: what the upstream says goes into it.
		page := cursors.List("devices", strings.ToLower(id), batch).Page(token)
		sealed := string(page.Append(nil, relay.Position{Index: 0, Item: relay.DigestOf(name)}))
		for _, request := range []struct {
			query     string
			variables map[string]any
		}{
			{`query($id:ID!,$batch:String!,$after:String){customer(id:$id){id companyName deviceBatch(batchId:$batch){id status devices(first:2,after:$after){edges{cursor node{serialNumber}}}}}}`,
				map[string]any{"id": id, "batch": batch, "after": sealed}},
			{`query($id:ID!,$batch:String!,$after:String){customer(id:$id){deviceBatch(batchId:$batch){devices(after:$after){totalCount}}}}`,
				map[string]any{"id": id, "batch": batch, "after": token}},
			{`query($ids:[ID!]!){nodes(ids:$ids){id ...on Customer{domain} ...on DeviceBatch{devices{totalCount}} ...on Device{serialNumber}}}`,
				map[string]any{"ids": []string{id, global, "DB_" + token, "D_" + token}}},
			{`query($of:[_Any!]!){_entities(representations:$of){... on Customer{domain} ...on DeviceBatch{devices{totalCount}} ...on Device{serialNumber}}}`,
				map[string]any{"of": []any{
					map[string]any{"__typename": "Customer", "id": id}, map[string]any{"__typename": "DeviceBatch", "id": "DB_" + token},
					map[string]any{"__typename": "Device", "id": global}, map[string]any{"__typename": name, "id": batch}, map[string]any{name: token}, token,
				}}},
			{`query($name:String,$after:String){customers(nameStartsWith:$name,after:$after){nodes{companyName}}}`,
				map[string]any{"name": name, "after": token}},
		} {
			check(t, api, request.query, request.variables)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, fault := range w.faults {
			t.Errorf("%s", fault)
		}
		if _, err := relay.ParseCustomerID(id); err == nil && w.calls == 0 {
			t.Error("nothing was asked, so nothing was looked at")
		}
	})
}

// check asks, and looks at the answer: JSON, no header of the caller's making, and
// no INTERNAL, which a panic would be.
func check(t *testing.T, api http.Handler, query string, variables map[string]any) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Request-Id", fmt.Sprint(variables["name"]))
	answer := httptest.NewRecorder()
	api.ServeHTTP(answer, r)
	if !json.Valid(answer.Body.Bytes()) || strings.Contains(answer.Body.String(), `"INTERNAL"`) || answer.Code != http.StatusOK {
		t.Errorf("%s %q: %d %s", query, variables, answer.Code, answer.Body)
	}
	for name, values := range answer.Header() {
		if strings.ContainsAny(strings.Join(append(values, name), ""), "\r\n\x00") {
			t.Errorf("the answer's header %q: %q", name, values)
		}
	}
}
