package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pcgraph/graph/access"
	"pcgraph/internal/pcsim"
)

// Callers with different grants share one cache, and neither gets what the other's
// calls brought: not what lies outside its customers, and not from the other's pages.
func TestCallersShareNoPages(t *testing.T) {
	t.Parallel()
	grants := map[string]access.Grant{"all": access.Everything("all")}
	for name, customer := range map[string]string{"one": pcsim.CustomerDocumented, "other": pcsim.CustomerMany} {
		grant, err := access.For(name, []string{customer}, access.Scopes()...)
		if err != nil {
			t.Fatal(err)
		}
		grants[name] = grant
	}
	sim, upstream := cachedPartnerCenter(t, pcsim.Options{}, time.Hour)
	api := serviceOver(t, upstream, func(r *http.Request) (context.Context, error) {
		return access.With(r.Context(), grants[r.Header.Get("Caller")]), nil
	}, 0)
	for _, step := range []struct {
		caller string
		want   string
		calls  int // in all
	}{
		{"all", "Wingtip Toys", 1},
		{"one", "Wingtip Toys", 2}, // its own call: what it may see is not the same
		{"other", "FORBIDDEN", 2},
		{"nobody", "FORBIDDEN", 2},
		{"one", "Wingtip Toys", 2},
		{"all", "Wingtip Toys", 2},
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ customer(id: \"`+pcsim.CustomerDocumented+`\") { companyName } }"}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Caller", step.caller)
		w := httptest.NewRecorder()
		api.ServeHTTP(w, r)
		if !strings.Contains(w.Body.String(), step.want) || strings.Contains(w.Body.String(), "Wingtip") != (step.want == "Wingtip Toys") {
			t.Errorf("%s gets %s", step.caller, w.Body)
		}
		if calls := sim.TotalCalls(); calls != step.calls {
			t.Errorf("after %s: %d calls, want %d", step.caller, calls, step.calls)
		}
	}
}
