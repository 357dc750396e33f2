package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"pcgraph/graph/loaders"
	"pcgraph/internal/pcsim"
	"pcgraph/internal/scenario"
	"pcgraph/internal/service"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var update = flag.Bool("update", false, "rewrite the scenario files' upstream.txt and want.json")

var pagings = map[string]pcsim.Paging{"": pcsim.BodyToken, "token": pcsim.BodyToken, "link": pcsim.NextLink, "whole": pcsim.WholeList}

// A scenario runs in a bubble of virtual time, over the whole service and a
// simulator of its own: pauses before retries cost nothing.
func TestScenarios(t *testing.T) {
	scenarios, err := scenario.Load("testdata/scenario")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenarios {
		tell := func(t *testing.T) {
			sim, upstream := keepingPartnerCenter(t, pcsim.Options{Paging: pagings[s.Simulator.Paging]}, service.UpstreamOptions{
				CacheTTL: time.Duration(s.Cache.TTL), StaleIfError: time.Duration(s.Cache.StaleIfError),
			})
			api := serviceOf(t, service.Options{
				Upstream: upstream, Callers: callerOf(t, s.Caller), Federation: s.Schema.Federation,
				Calls: loaders.Limits{MaxCalls: s.Limits.MaxUpstreamCalls},
			})
			s.Run(t, api, sim, *update)
		}
		t.Run(s.Name, func(t *testing.T) {
			if s.Simulator.RealTime {
				tell(t)
				return
			}
			synctest.Test(t, tell)
		})
	}
}

// started runs the program until the test stops it, and returns its output once
// want has been printed.
type started struct {
	cancel context.CancelFunc
	exit   chan int
	output *lockedBuffer
}

func start(t *testing.T, args []string, environ ...string) *started {
	t.Helper()
	return startUnder(t.Context(), t, args, environ...)
}

// startUnder is start of a program that also stops when ctx ends.
func startUnder(ctx context.Context, t *testing.T, args []string, environ ...string) *started {
	t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	s := &started{cancel: cancel, exit: make(chan int, 1), output: newLockedBuffer()}
	go func() { s.exit <- run(ctx, args, environ, s.output, s.output) }()
	t.Cleanup(cancel)
	return s
}

func (s *started) find(t *testing.T, pattern string) string {
	t.Helper()
	found, ok := s.output.await(regexp.MustCompile(pattern), 10*time.Second)
	if !ok {
		t.Fatalf("%s was not printed:\n%s", pattern, s.output)
	}
	return found
}

func (s *started) stop(t *testing.T) {
	t.Helper()
	s.cancel()
	if code := <-s.exit; code != exitDone {
		t.Fatalf("exit code %d:\n%s", code, s.output)
	}
}

// The demo answers the query that it prints, and stops when it is told to.
func TestDemo(t *testing.T) {
	s := start(t, []string{"demo", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0"})
	url := s.find(t, `GraphQL on (http://\S+)`)
	if first := s.find(t, `(http://\S+)`); first != strings.TrimSuffix(url, "/graphql")+"/playground" {
		t.Errorf("the first link is %s, want the page for people", first)
	}
	query := s.find(t, `-d '(.*)'`)
	if answer := post(t, url, query); !strings.Contains(answer, `"batchId":"Test batch"`) || strings.Contains(answer, "errors") {
		t.Errorf("the first query answers %s", answer)
	}
	admin := s.find(t, `admin on (http://\S+)`)
	for _, path := range []string{"/healthz", "/readyz"} {
		if status, body := get(t, admin+path); status != http.StatusOK {
			t.Errorf("%s answers %d %s", path, status, body)
		}
	}
	if status, body := get(t, strings.TrimSuffix(url, "/graphql")+"/playground"); status != http.StatusOK || !strings.Contains(body, "<html") {
		t.Errorf("the Playground answers %d %.100s", status, body)
	}
	s.stop(t)
}

// serve works against any upstream that speaks the protocol, and a request in
// flight when the program is told to stop is answered whole.
func TestServeDrains(t *testing.T) {
	sim, err := pcsim.New(pcsim.Options{Token: "secret-of-the-test"})
	if err != nil {
		t.Fatal(err)
	}
	arrived, answer := make(chan struct{}), make(chan struct{})
	upstream := httptest.NewServer(http.StripPrefix("/partner", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-answer
		sim.ServeHTTP(w, r)
	})))
	defer upstream.Close()
	s := start(t, []string{"serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0"},
		"PCGRAPH_UPSTREAM_URL="+upstream.URL+"/partner/", "PCGRAPH_UPSTREAM_TOKEN=secret-of-the-test", "PCGRAPH_AUTH=none", "PCGRAPH_LOG_LEVEL=debug")
	url := s.find(t, `GraphQL on (http://\S+)`)
	answered := make(chan string, 1)
	go func() {
		answered <- post(t, url, `{"query":"{ customer(id: \"`+pcsim.CustomerDocumented+`\") { companyName } }"}`)
	}()
	<-arrived
	s.cancel()
	s.find(t, "stopping")
	close(answer)
	if got := <-answered; !strings.Contains(got, `"companyName":"`) {
		t.Errorf("the request in flight was answered %s", got)
	}
	s.stop(t)
	if strings.Contains(s.output.String(), "secret-of-the-test") {
		t.Error("the upstream's token is in the log")
	}
}

// A page of any site can have its own name lead to this machine, and then counts as one of the server's. Where callers
// are asked nothing, the name is all that tells such a page from the server's own; where a token is asked for, it has
// none.
func TestServeByName(t *testing.T) {
	serve := func(settings ...string) (api, admin string) {
		s := start(t, []string{"serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0"},
			append(settings, "PCGRAPH_UPSTREAM_TOKEN=any", "PCGRAPH_UPSTREAM_URL=http://127.0.0.1:9")...)
		t.Cleanup(func() { s.stop(t) })
		return s.find(t, `GraphQL on (http://\S+)`), s.find(t, `admin on (http://\S+)`) + "/healthz"
	}
	open, admin := serve("PCGRAPH_AUTH=none")
	named, _ := serve("PCGRAPH_AUTH=none", "PCGRAPH_HOSTS=pcgraph.example")
	asking, _ := serve("PCGRAPH_AUTH=jwt", "PCGRAPH_OIDC_ISSUER=http://127.0.0.1:9", "PCGRAPH_OIDC_AUDIENCE=api")
	for _, tt := range []struct {
		url, host string
		want      int
	}{
		{open, "", http.StatusOK}, {open, "localhost:8080", http.StatusOK}, {open, "rebound.example", http.StatusMisdirectedRequest},
		{admin, "", http.StatusOK}, {admin, "rebound.example", http.StatusMisdirectedRequest},
		{named, "pcgraph.example", http.StatusOK}, {named, "rebound.example", http.StatusMisdirectedRequest},
		{asking, "pcgraph.example", http.StatusUnauthorized},
	} {
		request, err := http.NewRequest(http.MethodGet, tt.url+"?query={__typename}", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = tt.host
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if body := read(t, response); response.StatusCode != tt.want || strings.Contains(body, "rebound") {
			t.Errorf("%s as %q answers %d %s, want %d", tt.url, tt.host, response.StatusCode, body, tt.want)
		}
	}
}

func TestWrongCommandLine(t *testing.T) {
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"serve", "--addr", "nowhere", "--nonsense"}, []string{"PCGRAPH_CACHE=1"}, io.Discard, &stderr)
	if code != 2 {
		t.Errorf("exit code %d", code)
	}
	for _, name := range []string{"addr", "nonsense", "PCGRAPH_CACHE", "PCGRAPH_UPSTREAM_TOKEN", "PCGRAPH_AUTH"} {
		if !strings.Contains(stderr.String(), name) {
			t.Errorf("%s is not named in\n%s", name, &stderr)
		}
	}
}

func TestAddressInUse(t *testing.T) {
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"demo", "--addr", taken.Listener.Addr().String(), "--admin-addr", "127.0.0.1:0"}, nil, io.Discard, &stderr)
	if code != exitFailed || !strings.Contains(stderr.String(), "in use") {
		t.Errorf("exit code %d, %s", code, &stderr)
	}
}

func TestVersionAndHelp(t *testing.T) {
	for command, want := range map[string]string{"version": "pcgraph ", "help": "PCGRAPH_ADDR"} {
		var stdout bytes.Buffer
		if code := run(t.Context(), []string{command}, nil, &stdout, io.Discard); code != exitDone || !strings.Contains(stdout.String(), want) {
			t.Errorf("%s: exit code %d, %s", command, code, &stdout)
		}
	}
}

func post(t *testing.T, url, body string) string {
	response, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return ""
	}
	return read(t, response)
}

func get(t *testing.T, url string) (int, string) {
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, read(t, response)
}

func read(t *testing.T, response *http.Response) string {
	defer http.DefaultClient.CloseIdleConnections()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}
