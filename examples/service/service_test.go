package main

import (
	"bufio"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// theService is pcgraph in front of a simulated Partner Center of its own, both
// as processes, and a customer with 10,000 devices in four batches.
type theService struct {
	simulator string // its address
	api       string // the GraphQL API's, through the gate
	customer  string
	gate      *gate
}

func startService(t *testing.T) *theService {
	t.Helper()
	// Neither waits long for a pause nor keeps a page: what the simulator does
	// reaches the export.
	simulator := start(t, `simulated Partner Center on (http://\S+)`, nil,
		"simulate", "--addr=127.0.0.1:0", "--customers=1", "--batches=4", "--devices=2500")
	api := start(t, `GraphQL on (http://\S+)`, []string{"PCGRAPH_UPSTREAM_TOKEN=any"},
		"serve", "--addr=127.0.0.1:0", "--admin-addr=127.0.0.1:0", "--upstream-url="+simulator, "--auth=none", "--cache-ttl=0s",
		"--max-retry-after=1ms", "--upstream-retries=0", "--log-level=error")
	s := &theService{simulator: simulator, gate: &gate{}}
	target, err := url.Parse(api)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: target.Scheme, Host: target.Host})
	proxy.ErrorLog = log.New(io.Discard, "", 0) // an export that is killed leaves an answer halfway
	s.gate.next = proxy
	front := httptest.NewServer(s.gate)
	t.Cleanup(front.Close)
	s.api = front.URL + target.Path

	about := s.steer(t, http.MethodGet, "/_sim", "")
	found := regexp.MustCompile(`the first is ([0-9a-f-]{36})`).FindStringSubmatch(about)
	if found == nil {
		t.Fatalf("the simulator names no customer: %s", about)
	}
	s.customer = found[1]
	return s
}

// start runs pcgraph until the test ends, and returns what it printed as the
// first group of a pattern.
func start(t *testing.T, pattern string, environment []string, args ...string) string {
	t.Helper()
	process := exec.CommandContext(t.Context(), pcgraph, args...)
	process.Env = append(os.Environ(), environment...)
	process.Stderr = os.Stderr
	output, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		process.Process.Kill()
		process.Wait()
	})
	lines := bufio.NewScanner(output)
	for wanted := regexp.MustCompile(pattern); lines.Scan(); {
		if match := wanted.FindStringSubmatch(lines.Text()); match != nil {
			go io.Copy(io.Discard, output) // ends with the process
			return match[1]
		}
	}
	t.Fatalf("pcgraph %v ended without printing %s", args, pattern)
	return ""
}

// steer uses the simulator's admin path.
func (s *theService) steer(t *testing.T, method, path, body string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.simulator+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 300 {
		t.Fatalf("%s %s: %s, %v: %s", method, path, answer.Status, err, text)
	}
	return string(text)
}

// gate stands between the export and the API, and lets a test act between two of
// the export's questions.
type gate struct {
	next http.Handler

	mu     sync.Mutex
	before func(question int)
	after  func(question int)
	asked  int
}

// watch counts from 1 again. Both may be nil.
func (g *gate) watch(before, after func(question int)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.before, g.after, g.asked = before, after, 0
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	g.asked++
	question, before, after := g.asked, g.before, g.after
	g.mu.Unlock()
	if before != nil {
		before(question)
	}
	g.next.ServeHTTP(w, r)
	if after != nil {
		after(question)
	}
}
