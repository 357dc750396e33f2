package scenario

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// An Upstream is the simulated Partner Center of one run.
type Upstream interface {
	http.Handler
	// Calls counts the requests by method and escaped path.
	Calls() map[string]int
}

// Run sends the scenario's query to api, which must ask upstream, and compares
// the answer and the upstream calls with the file's. With update it writes them
// into the file instead.
func (s *Scenario) Run(t testing.TB, api http.Handler, upstream Upstream, update bool) {
	t.Helper()
	if before := time.Duration(s.Cache.AskedBefore); before > 0 {
		if answer := s.ask(t, api); bytes.Contains(answer, []byte(`"errors"`)) {
			t.Fatalf("%s: what was asked before the story failed: %s", s.path, answer)
		}
		time.Sleep(before)
		administer(t, upstream, http.MethodDelete, "/_sim/calls", "")
	}
	for _, fault := range s.Faults {
		administer(t, upstream, http.MethodPost, "/_sim/faults", fault)
	}
	answer := s.ask(t, api)

	seen := map[string]string{
		"want.json":    readable(t, answer),
		"upstream.txt": transcript(upstream.Calls()),
	}
	if update {
		if err := s.rewrite(seen); err != nil {
			t.Fatal(err)
		}
		return
	}
	for name, got := range seen {
		if diff := cmp.Diff(s.member(name), got); diff != "" {
			t.Errorf("%s: %s is not as expected (-want +got; `go test . -run Scenarios -update` rewrites it):\n%s", s.path, name, diff)
		}
	}
}

// ask sends the scenario's query to api and returns the answer's body.
func (s *Scenario) ask(t testing.TB, api http.Handler) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": s.Query, "variables": s.Variables})
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	for name, value := range s.Headers {
		request.Header.Set(name, value)
	}
	response := httptest.NewRecorder()
	api.ServeHTTP(response, request)
	return response.Body.Bytes()
}

// administer steers the simulator by its admin path.
func administer(t testing.TB, upstream http.Handler, method, path, body string) {
	t.Helper()
	response := httptest.NewRecorder()
	upstream.ServeHTTP(response, httptest.NewRequest(method, path, strings.NewReader(body)))
	if response.Code >= 300 {
		t.Fatalf("the simulator refuses %s %s %s: %s", method, path, body, response.Body)
	}
}

// changing finds the IDs that are new in every run.
var changing = regexp.MustCompile(`("(?:requestId|correlationId)": )"[^"]*"`)

// readable indents the body. The order of errors is put in that of their paths,
// because siblings fail in no particular one.
func readable(t testing.TB, body []byte) string {
	t.Helper()
	var response struct {
		Errors     []json.RawMessage `json:"errors,omitempty"`
		Data       json.RawMessage   `json:"data,omitempty"`
		Extensions json.RawMessage   `json:"extensions,omitempty"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&response); err != nil {
		t.Fatalf("the response is not GraphQL's: %v\n%s", err, body)
	}
	slices.SortFunc(response.Errors, func(a, b json.RawMessage) int { return strings.Compare(path(a), path(b)) })
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(response); err != nil {
		t.Fatal(err)
	}
	return changing.ReplaceAllString(text.String(), `$1"…"`)
}

func path(graphqlError json.RawMessage) string {
	var located struct{ Path []any }
	_ = json.Unmarshal(graphqlError, &located) // no path sorts first
	return fmt.Sprintf("%3v", located.Path)
}

func transcript(calls map[string]int) string {
	lines := make([]string, 0, len(calls))
	for call, count := range calls {
		lines = append(lines, fmt.Sprintf("%d %s\n", count, call))
	}
	slices.SortFunc(lines, func(a, b string) int {
		return strings.Compare(a[strings.Index(a, " "):], b[strings.Index(b, " "):])
	})
	return strings.Join(lines, "")
}
