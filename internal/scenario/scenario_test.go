package scenario

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// write makes a folder with one scenario file in it.
func write(t *testing.T, text string) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	file = filepath.Join(dir, "a-story.txtar")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, file
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir, _ := write(t, `A story,
told in words.

-- query.graphql --
{ a }
-- variables.json --
{"x": 1}
-- headers.txt --
PCGraph-Explain: 1
X-Note: with: colons
-- caller.json --
{"customers": ["a", "b"], "scopes": ["x:read"]}
-- schema.json --
{"federation": true}
-- limits.json --
{"maxUpstreamCalls": 7}
-- simulator.json --
{"paging": "link", "realTime": true}
-- cache.json --
{"ttl": "30s", "staleIfError": "1h"}
-- faults.jsonl --
{"kind": "cut"}
{"kind": "stall"}
-- upstream.txt --
-- want.json --
`)
	scenarios, err := Load(dir)
	if err != nil || len(scenarios) != 1 {
		t.Fatalf("loaded %v, %v", scenarios, err)
	}
	s := scenarios[0]
	for what, pair := range map[string][2]any{
		"name":      {s.Name, "a-story"},
		"story":     {s.Story, "A story,\ntold in words."},
		"query":     {s.Query, "{ a }\n"},
		"variables": {string(s.Variables), "{\"x\": 1}\n"},
		"headers":   {fmt.Sprint(s.Headers), "map[PCGraph-Explain:1 X-Note:with: colons]"},
		"caller":    {fmt.Sprintf("%+v", s.Caller), "&{Customers:[a b] Scopes:[x:read]}"},
		"schema":    {s.Schema, Schema{Federation: true}},
		"limits":    {s.Limits, Limits{MaxUpstreamCalls: 7}},
		"simulator": {s.Simulator, Simulator{Paging: "link", RealTime: true}},
		"cache":     {s.Cache, Cache{TTL: Duration(30 * time.Second), StaleIfError: Duration(time.Hour)}},
		"faults":    {fmt.Sprint(s.Faults), `[{"kind": "cut"} {"kind": "stall"}]`},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %v, want %v", what, pair[0], pair[1])
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	if _, err := Load(t.TempDir()); err == nil {
		t.Error("an empty folder is loaded")
	}
	for name, test := range map[string]struct{ text, says string }{
		"no story":         {"-- query.graphql --\n{ a }\n", "story"},
		"no query":         {"A story.\n", "query.graphql"},
		"a stranger":       {"A story.\n-- query.graphql --\n{ a }\n-- wnat.json --\n{}\n", "wnat.json"},
		"wrong variables":  {"A story.\n-- query.graphql --\n{ a }\n-- variables.json --\n{x}\n", "variables.json"},
		"a wrong header":   {"A story.\n-- query.graphql --\n{ a }\n-- headers.txt --\nPCGraph-Explain=1\n", "PCGraph-Explain=1"},
		"a wrong caller":   {"A story.\n-- query.graphql --\n{ a }\n-- caller.json --\n7\n", "caller.json"},
		"a wrong schema":   {"A story.\n-- query.graphql --\n{ a }\n-- schema.json --\n7\n", "schema.json"},
		"wrong limits":     {"A story.\n-- query.graphql --\n{ a }\n-- limits.json --\n7\n", "limits.json"},
		"a wrong duration": {"A story.\n-- query.graphql --\n{ a }\n-- cache.json --\n{\"ttl\": \"7\"}\n", "cache.json"},
		"two times":        {"A story.\n-- query.graphql --\n{ a }\n-- simulator.json --\n{\"realTime\": true}\n-- cache.json --\n{\"askedBefore\": \"7s\"}\n", "askedBefore"},
		"wrong simulators": {"A story.\n-- query.graphql --\n{ a }\n-- simulator.json --\n[]\n", "simulator.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, file := write(t, test.text)
			if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), file) {
				t.Errorf("the error is %v; it must name the file and %q", err, test.says)
			}
		})
	}
}

// stage is the API and the upstream of a story about a story.
type stage struct {
	calls  map[string]int
	answer string
	faults []string
	asked  struct {
		Query     string
		Variables json.RawMessage
	}
	explain string
}

func (s *stage) Calls() map[string]int { return s.calls }

func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/_sim/faults" {
		var fault struct{ Kind string }
		if json.NewDecoder(r.Body).Decode(&fault) != nil || fault.Kind == "" {
			http.Error(w, "no such fault", http.StatusBadRequest)
			return
		}
		s.faults = append(s.faults, fault.Kind)
		w.WriteHeader(http.StatusCreated)
		return
	}
	_ = json.NewDecoder(r.Body).Decode(&s.asked)
	s.explain = r.Header.Get("PCGraph-Explain")
	_, _ = w.Write([]byte(s.answer))
}

// judge is a test that may fail.
type judge struct {
	testing.TB
	said []string
}

func (j *judge) Helper() {}

func (j *judge) Errorf(format string, args ...any) {
	j.said = append(j.said, fmt.Sprintf(format, args...))
}

func (j *judge) Fatalf(format string, args ...any) {
	j.Errorf(format, args...)
	runtime.Goexit()
}

func (j *judge) Fatal(args ...any) { j.Fatalf("%s", fmt.Sprint(args...)) }

// tell runs the story and returns what the test said against it.
func tell(t *testing.T, s *Scenario, on *stage, update bool) string {
	t.Helper()
	j := &judge{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Run(j, on, on, update)
	}()
	<-done
	return strings.Join(j.said, "\n")
}

const story = `A story.

-- query.graphql --
{ a }
-- variables.json --
{"x": 1}
-- headers.txt --
PCGraph-Explain: 1
-- faults.jsonl --
{"kind": "cut"}
-- upstream.txt --
2 GET /v1/a
1 GET /v1/b
-- want.json --
{
  "errors": [
    {
      "path": [
        "a",
        2
      ]
    },
    {
      "path": [
        "a",
        10
      ],
      "extensions": {
        "requestId": "…"
      }
    }
  ],
  "data": {
    "a": "<&>"
  }
}
`

// The answer as a service could give it: its errors in no order, its IDs new.
const truth = `{"errors":[{"path":["a",10],"extensions":{"requestId":"4711"}},{"path":["a",2]}],"data":{"a":"<&>"}}`

func TestRun(t *testing.T) {
	t.Parallel()
	calls := map[string]int{"GET /v1/b": 1, "GET /v1/a": 2}
	for name, test := range map[string]struct {
		story  string
		calls  map[string]int
		answer string
		says   []string // all that must be said; nothing may be said when empty
	}{
		"as told":              {story, calls, truth, nil},
		"another answer":       {story, calls, strings.Replace(truth, "<&>", "other", 1), []string{"want.json", "-update"}},
		"a field more":         {story, calls, strings.Replace(truth, `"data":{`, `"data":{"b":1,`, 1), []string{"want.json"}},
		"a call more":          {story, map[string]int{"GET /v1/b": 1, "GET /v1/a": 3}, truth, []string{"upstream.txt", "-update"}},
		"a call less":          {story, map[string]int{"GET /v1/a": 2}, truth, []string{"upstream.txt"}},
		"not GraphQL":          {story, calls, `{"oops":1}`, []string{"GraphQL"}},
		"not JSON":             {story, calls, `oops`, []string{"GraphQL"}},
		"a fault that is none": {strings.Replace(story, `{"kind": "cut"}`, `{}`, 1), calls, truth, []string{"no such fault"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, _ := write(t, test.story)
			scenarios, err := Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			on := &stage{calls: test.calls, answer: test.answer}
			said := tell(t, scenarios[0], on, false)
			if (said == "") != (test.says == nil) {
				t.Errorf("the test says %q", said)
			}
			for _, words := range test.says {
				if !strings.Contains(said, words) {
					t.Errorf("the test says %q without %q", said, words)
				}
			}
			if test.says == nil && (on.asked.Query != "{ a }\n" || string(on.asked.Variables) != `{"x":1}` || on.explain != "1" || fmt.Sprint(on.faults) != "[cut]") {
				t.Errorf("the service was sent %+v", on)
			}
		})
	}
}

// With -update the file becomes what was seen, and nothing else in it changes.
func TestUpdate(t *testing.T) {
	t.Parallel()
	dir, file := write(t, strings.NewReplacer("2 GET", "7 GET", "<&>", "old").Replace(story))
	scenarios, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	on := &stage{calls: map[string]int{"GET /v1/b": 1, "GET /v1/a": 2}, answer: truth}
	if said := tell(t, scenarios[0], on, true); said != "" {
		t.Errorf("the test says %q", said)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != story {
		t.Errorf("the file is now\n%s", got)
	}

	// What was not there is added.
	dir, file = write(t, "A story.\n-- query.graphql --\n{ a }\n")
	if scenarios, err = Load(dir); err != nil {
		t.Fatal(err)
	}
	if said := tell(t, scenarios[0], &stage{answer: `{"data":null}`}, true); said != "" {
		t.Errorf("the test says %q", said)
	}
	want := "A story.\n-- query.graphql --\n{ a }\n-- upstream.txt --\n-- want.json --\n{\n  \"data\": null\n}\n"
	if got, err := os.ReadFile(file); err != nil || string(got) != want {
		t.Errorf("the file is now\n%s", got)
	}
}
