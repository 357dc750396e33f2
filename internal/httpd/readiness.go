package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// readinessTimeout is how long all checks of one answer may take together. Orchestrators ask every few
// seconds and count a late answer as a no.
const readinessTimeout = 2 * time.Second

// Check is one condition under which the server can do its work.
type Check struct {
	// Name says what is checked, in the answer.
	Name string
	// Func returns why the condition is not met, nil when it is. It must honour its context. The text of
	// the error is shown on the admin listener.
	Func func(ctx context.Context) error
}

// Readiness says whether the server should be sent requests. It is an http.Handler: 200 when it should, 503
// with the reasons when not. It is safe for concurrent use.
type Readiness struct {
	checks   []Check
	draining atomic.Bool
}

// NewReadiness returns a Readiness that is ready when every check is met and no drain has begun. A check needs a
// name of its own and a function.
func NewReadiness(checks ...Check) (*Readiness, error) {
	names := map[string]bool{}
	for i, check := range checks {
		switch {
		case check.Name == "":
			return nil, fmt.Errorf("httpd: readiness check %d has no name", i)
		case names[check.Name]:
			return nil, fmt.Errorf("httpd: there are two readiness checks named %q", check.Name)
		case check.Func == nil:
			return nil, fmt.Errorf("httpd: readiness check %q has no function", check.Name)
		}
		names[check.Name] = true
	}
	return &Readiness{checks: checks}, nil
}

// Drain makes the server not ready, for good. Server.Run calls it when it begins to stop.
func (r *Readiness) Drain() { r.draining.Store(true) }

type readinessReason struct {
	Check  string `json:"check"`
	Reason string `json:"reason"`
}

// ServeHTTP answers `{"ready": …, "reasons": [{"check": …, "reason": …}]}`.
func (r *Readiness) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	ctx, cancel := context.WithTimeout(req.Context(), readinessTimeout)
	defer cancel()
	answer := struct {
		Ready   bool              `json:"ready"`
		Reasons []readinessReason `json:"reasons"`
	}{Reasons: r.reasons(ctx)}
	answer.Ready = len(answer.Reasons) == 0

	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !answer.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func (r *Readiness) reasons(ctx context.Context) []readinessReason {
	if r.draining.Load() {
		return []readinessReason{{"drain", "the server is stopping"}}
	}
	reasons := []readinessReason{}
	for _, check := range r.checks {
		if err := runCheck(ctx, check); err != nil {
			reasons = append(reasons, readinessReason{check.Name, err.Error()})
		}
	}
	return reasons
}

func runCheck(ctx context.Context, check Check) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the check panicked")
		}
	}()
	return check.Func(ctx)
}
