package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/graph/loaders"
	"pcgraph/internal/httpd"
	"pcgraph/internal/pcsim"
	"pcgraph/internal/service"
	"pcgraph/pcclient"
)

// TestFaultMatrix strikes every root field with everything that can go wrong at
// Partner Center, in virtual time. Whatever happens, an answer is whole or says what
// is missing, nothing is called during a pause that was asked for, and nothing stays
// broken. What the caller sees, and what it costs, is docs/failures.md, which
// `go test . -run FaultMatrix -update` writes anew.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	fields, cases := struckFields(t), faultCases()
	m := &faultMatrix{fields: fields, cases: cases, outcomes: map[[2]string]outcome{}}
	truths := map[string]any{}
	for _, field := range fields {
		_, api := simulated(t, pcsim.Options{Bulk: matrixBulk}, 0)
		var truth any
		ask(t, api, field.query, field.variables, &truth)
		truths[field.name] = truth
	}
	t.Run("cells", func(t *testing.T) {
		for _, field := range fields {
			for _, fault := range cases {
				t.Run(field.name+"/"+fault.name, func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						m.note(field, fault, newMatrixCell(t, field, fault, truths[field.name]).run())
					})
				})
			}
		}
	})
	if m.isWhole() && !t.Failed() {
		m.compareDocument(t)
	}
}

// outcome is what a caller sees of a fault, and what that cost.
type outcome struct {
	seen  string
	calls int
}

type faultMatrix struct {
	fields []struckField
	cases  []faultCase

	mu       sync.Mutex
	outcomes map[[2]string]outcome // by the names of field and case
}

func (m *faultMatrix) note(field struckField, fault faultCase, o outcome) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.outcomes[[2]string{field.name, fault.name}] = o
}

// isWhole is false when only some of the cells were asked for.
func (m *faultMatrix) isWhole() bool { return len(m.outcomes) == len(m.fields)*len(m.cases) }

// A matrixCell is one fault at one field: a world of its own.
type matrixCell struct {
	*testing.T
	field struckField
	fault faultCase
	truth any

	sim *pcsim.Server
	api http.Handler
	log *lockedBuffer
}

const (
	matrixHost  = "partner-center.test"
	matrixToken = "canary-token"
	// matrixMaxBody is smaller than the default, because the race detector makes
	// reading slow.
	matrixMaxBody = 1 << 20
)

func newMatrixCell(t *testing.T, field struckField, fault faultCase, truth any) *matrixCell {
	c := &matrixCell{T: t, field: field, fault: fault, truth: truth, log: newLockedBuffer()}
	fault.options.Bulk = matrixBulk
	var err error
	if c.sim, err = pcsim.New(fault.options); err != nil {
		t.Fatal(err)
	}
	for _, f := range fault.faults {
		f.Match = field.match
		if _, err := c.sim.Fault(f); err != nil {
			t.Fatal(err)
		}
	}
	var token pcclient.TokenSource = pcclient.StaticToken(matrixToken)
	if fault.renewable {
		token = &renewableToken{}
	}
	logger := slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client, err := pcclient.New(pcclient.Options{
		BaseURL: "https://" + matrixHost, Token: token, Logger: logger, MaxBodyBytes: matrixMaxBody,
		Transport: &recordedCalls{t: t, host: matrixHost, next: c.sim.Transport()},
	})
	if err != nil {
		t.Fatal(err)
	}
	upstream, err := service.NewUpstream(client, service.UpstreamOptions{CacheTTL: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(upstream.Close)
	c.api, err = service.NewHandler(service.Options{
		Upstream: upstream, Callers: service.Everyone, CursorKey: []byte("the key of all tests"),
		Calls: loaders.Limits{MaxCalls: 500}, Logger: logger,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// loggedCustomers are the customers whose data an operation asked for.
var loggedCustomers = regexp.MustCompile(`customers=(\[\S*\]|"[^"]*")`)

// renewableToken is a token that can be replaced.
type renewableToken struct {
	mu      sync.Mutex
	renewed int
}

func (r *renewableToken) Token(context.Context) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Sprint(matrixToken, "-", r.renewed), nil
}

func (r *renewableToken) Renew(context.Context, string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.renewed++
	return fmt.Sprint(matrixToken, "-", r.renewed), nil
}

// run asks under the fault, asks again at once, and once more when it is over.
func (c *matrixCell) run() outcome {
	result := outcome{seen: c.ask(c.fault), calls: c.calls()}
	c.ask(c.fault)

	c.sim.ClearFaults()
	time.Sleep(2 * time.Minute)
	healthy := faultCase{options: c.fault.options}
	if seen := c.ask(healthy); seen != "complete" {
		c.Errorf("when all is well again, the caller sees %s", seen)
	}
	c.sim.ResetCalls()
	if n := c.sim.MaxInFlight(); n > 0 {
		c.Errorf("%d calls are under way when all is over", n)
	}
	for _, told := range []string{matrixToken, pcsim.CustomerDocumented, pcsim.BatchLarge, "asked for with a fault", "panic"} {
		// An operation's line says whose data was asked for. No other may.
		log := loggedCustomers.ReplaceAllString(c.log.String(), "")
		if strings.Contains(log, told) {
			c.Errorf("the log tells %q:\n%s", told, log)
		}
	}
	return result
}

// calls are those so far, when none is under way any more.
func (c *matrixCell) calls() int {
	synctest.Wait()
	return c.sim.TotalCalls()
}

// ask asks, and says what the caller sees, which must be right under the fault.
func (c *matrixCell) ask(fault faultCase) string {
	before, began := c.calls(), time.Now()
	request := httptest.NewRequestWithContext(c.Context(), http.MethodPost, "/graphql", strings.NewReader(operation(c.T, c.field.query, c.field.variables)))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("PCGraph-Explain", "1")
	response := httptest.NewRecorder()
	c.api.ServeHTTP(response, request)
	if took := time.Since(began); took > httpd.DefaultRequestTimeout {
		c.Errorf("the answer took %v", took)
	}
	body := response.Body.String()
	if strings.Contains(body, matrixToken) || strings.Contains(body, matrixHost) || response.Code != http.StatusOK {
		c.Errorf("status %d, %s", response.Code, body)
	}
	var answer struct {
		Data       any
		Errors     []graphqlError
		Extensions struct{ Upstream struct{ Calls int } }
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		c.Fatalf("%v: %s", err, body)
	}
	if calls := c.calls() - before; answer.Extensions.Upstream.Calls != calls {
		c.Errorf("the answer speaks of %d calls; there were %d", answer.Extensions.Upstream.Calls, calls)
	}
	if len(answer.Errors) == 0 {
		return c.complete(fault, answer.Data)
	}
	return c.missing(answer.Errors, answer.Data)
}

// complete checks data that came without an error.
func (c *matrixCell) complete(fault faultCase, data any) string {
	size := upstreamPage
	if fault.options.Paging == pcsim.WholeList {
		size = max(len(c.field.list), 1)
	}
	ids, isList := c.field.shown(data)
	if isList {
		if want := c.field.expected(fault.page, size); !slices.Equal(ids, want) {
			c.Errorf("the page is wrong: %d items, want %d\n%v\n%v", len(ids), len(want), ids, want)
		}
	}
	if isList && fault.note != "" {
		return "complete, " + fault.note
	}
	if !reflect.DeepEqual(data, c.truth) {
		c.Errorf("the data are wrong: %v\nwant %v", data, c.truth)
	}
	return "complete"
}

// missing checks errors, and that no more is null than they say.
func (c *matrixCell) missing(errors []graphqlError, data any) string {
	want, seen := c.truth, ""
	for _, e := range errors {
		c.checkError(e)
		var path []string
		for _, step := range e.Path {
			path = append(path, fmt.Sprint(step))
		}
		at := strings.Join(path, ".")
		want = withNull(want, at)
		if at == c.field.path {
			seen = inShort(e)
		} else if code := e.Extensions.Code; code != "UPSTREAM_TIMEOUT" {
			c.Errorf("%s is null, too: %+v", at, e)
		}
	}
	if seen == "" || !reflect.DeepEqual(data, want) {
		c.Errorf("the data are wrong: %v\nwant %v, and an error at %s", data, want, c.field.path)
	}
	if len(errors) > 1 {
		seen += " So are fields that it kept waiting."
	}
	return seen
}

// inShort is what an error says in short.
func inShort(e graphqlError) string {
	sentence, _, _ := strings.Cut(e.Message, ". ")
	seen := "null, " + code(e.Extensions.Code) + ": " + strings.TrimSuffix(sentence, ".") + "."
	if seconds := e.Extensions.RetryAfterSeconds; seconds > 0 {
		seen += fmt.Sprintf(" `retryAfterSeconds` is %d.", seconds)
	}
	return seen
}

// checkError checks that an error has a code, and tells nothing that it should not.
func (c *matrixCell) checkError(e graphqlError) {
	code := e.Extensions.Code
	mayTellWhen := code == "UPSTREAM_THROTTLED" || code == "UPSTREAM_UNAVAILABLE"
	if code == "" || code == "INTERNAL" || e.Message == "" || e.Extensions.RetryAfterSeconds > 0 && !mayTellWhen {
		c.Errorf("the error is %+v", e)
	}
	for _, told := range []string{pcsim.CustomerDocumented, pcsim.BatchLarge, "asked for with a fault"} {
		if strings.Contains(e.Message, told) {
			c.Errorf("the message tells %q: %s", told, e.Message)
		}
	}
}
