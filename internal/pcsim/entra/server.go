package entra

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Server is a simulated login host. It is an [http.Handler], safe for use by any
// number of callers at once.
type Server struct {
	options Options

	mu            sync.Mutex
	calls         map[string]int
	faults        []Fault
	accessTokens  map[string]time.Time // when each one ends
	refreshTokens map[string]*refreshToken
}

// New makes a login host. The error lists every mistake in the options.
func New(options Options) (*Server, error) {
	options, err := options.complete()
	if err != nil {
		return nil, err
	}
	s := &Server{
		options:       options,
		calls:         map[string]int{},
		accessTokens:  map[string]time.Time{},
		refreshTokens: map[string]*refreshToken{},
	}
	if options.RefreshToken != "" {
		s.refreshTokens[options.RefreshToken] = s.newRefreshToken(new(family))
	}
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer, err := s.exchange(r)
	if err != nil { // the client has left
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), answer.header)
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body) // whoever is no longer there has lost the answer
}

// exchange turns a request into a reply. The error is the context's.
func (s *Server) exchange(r *http.Request) (reply, error) {
	path := r.URL.EscapedPath()
	s.mu.Lock()
	s.calls[r.Method+" "+path]++
	s.mu.Unlock()
	if err := wait(r.Context(), s.options.Latency); err != nil {
		return reply{}, err
	}

	tenant, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch {
	case path == "/common/discovery/instance":
		return s.instance(r), nil
	case rest == "v2.0/.well-known/openid-configuration":
		return s.configuration(r, tenant), nil
	case rest == "oauth2/v2.0/token":
		return s.token(r, tenant, v2), nil
	case rest == "oauth2/token":
		return s.token(r, tenant, v1), nil
	}
	return reply{status: http.StatusNotFound, header: http.Header{}}, nil
}

// base is the address that the client knows the server by.
func base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.URL.Scheme == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// wait lets time pass, or fails when the client leaves first.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Calls counts the requests since the start by verb and path, as in
// "POST /…/oauth2/v2.0/token".
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.calls)
}

// TokenRequests counts the requests that reached a token endpoint since the start,
// refused ones too.
func (s *Server) TokenRequests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	for call, n := range s.calls {
		if strings.HasSuffix(call, "/token") {
			count += n
		}
	}
	return count
}
