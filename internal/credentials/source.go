package credentials

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"pcgraph/pcclient"
)

// fetchTimeout bounds a fetch. Nobody's own context does, because it is made for
// everybody.
const fetchTimeout = 20 * time.Second

// A grant gets a token from the login host. It is never called twice at a time.
type grant func(ctx context.Context, client *http.Client) (accessToken string, expires time.Time, err error)

// Source gives access tokens for Partner Center. It is a [pcclient.Renewer], and
// safe for concurrent use. Make it with [New], and close it.
type Source struct {
	login     login
	grant     grant
	transport http.RoundTripper
	logger    *slog.Logger
	cursorKey func() []byte // a closure, which fmt cannot look into

	mu       sync.Mutex
	current  *token   // nil when there is none
	fetching *fetch   // nil when none is under way
	failure  *failure // of the last fetch; nil when it succeeded
	failures backoff
	refusals backoff // of tokens by Partner Center
}

// New makes a Source. It reads the files that the options name, but asks the login
// host nothing. The error lists every mistake in the options.
func New(options Options) (*Source, error) {
	options, login, err := options.complete()
	if err != nil {
		return nil, err
	}
	s := &Source{login: login, transport: options.Transport, logger: options.Logger}
	if s.grant, s.cursorKey, err = newGrant(options, login); err != nil {
		return nil, fmt.Errorf("credentials: %w", err)
	}
	return s, nil
}

// Token gives a token that is good now. While one is kept it answers at once;
// otherwise it waits, as long as ctx allows, for the one fetch that all wait for.
//
// Its errors are ctx's own, or a [*pcclient.Error]: of KindUnauthorized when the
// login host does not accept the credential, its Code being the login host's own,
// such as "AADSTS7000222"; of KindUnavailable when the login host is at fault or
// cannot be reached, and RetryAfter says when it will be asked again.
func (s *Source) Token(ctx context.Context) (string, error) {
	kept, under, err := s.look()
	if under != nil {
		return under.wait(ctx)
	}
	return kept, err
}

// look gives the kept token, or the fetch to wait for, or the failure of the last
// one. It begins a fetch where one is due.
func (s *Source) look() (kept string, under *fetch, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if s.fetching == nil && s.current.isDue(now) && s.failures.allows(now) {
		s.fetching = &fetch{done: make(chan struct{})}
		go s.run(s.fetching)
	}
	switch {
	case s.current.isGood(now):
		return s.current.value, nil, nil
	case s.fetching != nil:
		return "", s.fetching, nil
	}
	return "", nil, s.failureAt(now)
}

// Renew gives another token than refused, which Partner Center does not accept. Of
// all who complain of the same token, the first causes a fetch and the others share
// its result. When renewed tokens are refused, too, it gives refused again for a
// while that grows from 1 s to 30 s: another one would fare no better.
func (s *Source) Renew(ctx context.Context, refused string) (string, error) {
	if !s.drop(refused) {
		return refused, nil
	}
	return s.Token(ctx)
}

// drop forgets a refused token, or says that it is too early for another one.
func (s *Source) drop(refused string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.current.is(refused) {
		return true
	}
	now := time.Now()
	if !s.refusals.allows(now) {
		return false
	}
	if now.Sub(s.refusals.until) > longestPause {
		s.refusals = backoff{} // the last renewal has helped
	}
	s.refusals.fail(now, 0)
	s.current = nil
	return true
}

// Check says why no token can be had, in a sentence for the operator; nil when one
// can. The login host is asked only when there is no good token and its last failure
// is some time ago, so Check can be called as often as one likes.
func (s *Source) Check(ctx context.Context) error {
	_, err := s.Token(ctx)
	if e, ok := errors.AsType[*pcclient.Error](err); ok {
		return e.Err
	}
	return err
}

// CursorKey is a key that is derived from the credential, and from nothing that
// changes while the credential does not: not from the refresh token, which rotates.
func (s *Source) CursorKey() []byte { return s.cursorKey() }

// Close waits for a fetch under way, for 20 s at most, so that no refresh token is
// lost on its way to its file, and closes idle connections. The Source can still be
// used.
func (s *Source) Close() {
	s.mu.Lock()
	under := s.fetching
	s.mu.Unlock()
	if under != nil {
		<-under.done
	}
	if idle, ok := s.transport.(interface{ CloseIdleConnections() }); ok {
		idle.CloseIdleConnections()
	}
}

// Format keeps fmt from looking for the token.
func (*Source) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("credentials.Source")) }

var _ pcclient.Renewer = (*Source)(nil)
