package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A witness hears all that the program says, but for the data of its answers, and
// knows which of it nobody may hear.
type witness struct {
	mu    sync.Mutex
	heard []saying
	data  strings.Builder
}

// A saying is a text that somebody outside gets to see.
type saying struct{ where, text string }

func (w *witness) hear(where, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard = append(w.heard, saying{where, text})
}

// hearAnswer hears a response. The data of a GraphQL answer are for who asked.
func (w *witness) hearAnswer(t testing.TB, where string, response *http.Response) {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	text := string(body)
	var answer map[string]json.RawMessage
	if json.Unmarshal(body, &answer) == nil && answer["data"] != nil {
		w.mu.Lock()
		w.data.Write(answer["data"])
		w.mu.Unlock()
		delete(answer, "data")
		rest, err := json.Marshal(answer)
		if err != nil {
			t.Error(err)
		}
		text = string(rest)
	}
	w.hear(where, fmt.Sprint(response.Status, response.Header, text))
}

// visit hears what is at an address.
func (w *witness) visit(t testing.TB, address string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Error(err)
		return
	}
	defer http.DefaultClient.CloseIdleConnections()
	w.hearAnswer(t, address, response)
}

// admin hears all that the admin listener says of the program's state.
func (w *witness) admin(t testing.TB, address string) {
	t.Helper()
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/debug/pprof/cmdline", "/debug/pprof/goroutine?debug=2", "/debug/pprof/allocs?debug=1"} {
		w.visit(t, address+path)
	}
}

// heardFrom says whether anything was heard where that is a part of the name.
func (w *witness) heardFrom(where string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.heard, func(s saying) bool { return strings.Contains(s.where, where) && s.text != "" })
}

// told fails the test for every secret that was heard, however it was written.
func (w *witness) told(t testing.TB, secrets ...string) {
	t.Helper()
	patterns := map[string]*regexp.Regexp{}
	for _, secret := range secrets {
		spellings := []string{secret, url.QueryEscape(secret), url.PathEscape(secret)}
		for i := range 3 { // the same bytes, wherever they stand in a text of base64
			encoded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat(" ", i) + secret))
			spellings = append(spellings, encoded[(i*8+5)/6:len(encoded)-1])
		}
		for i, spelling := range spellings {
			spellings[i] = regexp.QuoteMeta(spelling)
		}
		patterns[secret] = regexp.MustCompile(`(?i)` + strings.Join(spellings, "|"))
	}
	w.toldPatterns(t, patterns)
}

func (w *witness) toldPatterns(t testing.TB, patterns map[string]*regexp.Regexp) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.heard) == 0 {
		t.Error("nothing was heard")
	}
	for name, pattern := range patterns {
		for _, s := range w.heard {
			if at := pattern.FindStringIndex(s.text); at != nil {
				t.Errorf("%s tells %q: …%s…", s.where, name, s.text[max(at[0]-200, 0):min(at[1]+100, len(s.text))])
				break
			}
		}
	}
}

// The witness finds what it looks for.
func TestWitness(t *testing.T) {
	t.Parallel()
	const secret = "pssst: don't tell"
	for name, text := range map[string]string{
		"as it is":   "x" + secret + "y",
		"in capital": strings.ToUpper(secret),
		"in a query": url.Values{"a": {secret}}.Encode(),
		"in base64":  base64.StdEncoding.EncodeToString([]byte("user:" + secret + "!")),
		"in between": base64.URLEncoding.EncodeToString([]byte("user1:" + secret + "!")),
		"in a token": base64.RawURLEncoding.EncodeToString([]byte("user12:" + secret + "!")),
	} {
		w := &witness{}
		w.hear("the log", "something else")
		w.hear("the log", text)
		j := &judgedTB{TB: t}
		w.told(j, secret)
		if len(j.said) != 1 {
			t.Errorf("%s: %q is not found: %v", name, text, j.said)
		}
		j.said = nil
		w.told(j, "another secret")
		if len(j.said) != 0 {
			t.Errorf("%s: found %v", name, j.said)
		}
	}
}

// judgedTB is a test that may fail.
type judgedTB struct {
	testing.TB
	said []string
}

func (j *judgedTB) Helper() {}

func (j *judgedTB) Errorf(format string, args ...any) {
	j.said = append(j.said, fmt.Sprintf(format, args...))
}
