package credentials

import (
	"context"
	"log/slog"
	"time"

	"pcgraph/pcclient"
)

// token is an access token with the moments of its life.
type token struct {
	value string
	renew time.Time // from here on, whoever asks causes a renewal, and is not kept waiting
	late  time.Time // from here on it is not given out
}

// newToken gives nil for what is no good token. A token is renewed 5 minutes before its
// end, or a fifth of its life where that is less. In the last tenth of that time it
// could end on its way to Partner Center.
func newToken(value string, now, end time.Time) *token {
	life := end.Sub(now)
	if value == "" || life <= 0 {
		return nil
	}
	margin := min(5*time.Minute, life/5)
	return &token{value: value, renew: end.Add(-margin), late: end.Add(-margin / 10)}
}

// isGood reports whether there is a token to be given out.
func (t *token) isGood(now time.Time) bool { return t != nil && now.Before(t.late) }

// isDue reports whether it is time for another one.
func (t *token) isDue(now time.Time) bool { return t == nil || !now.Before(t.renew) }

func (t *token) is(value string) bool { return t != nil && t.value == value }

// fetch is one call of the grant, for all who wait for it.
type fetch struct {
	done  chan struct{} // closed when what follows is there
	token string
	err   error
}

func (f *fetch) wait(ctx context.Context) (string, error) {
	select {
	case <-f.done:
		return f.token, f.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// run fetches a token, and tells all who wait.
func (s *Source) run(under *fetch) {
	defer close(under.done)
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	defer cancel()
	got, failure := s.ask(ctx)

	s.mu.Lock()
	now := time.Now()
	if s.failure = failure; failure == nil {
		s.current, s.failures = got, backoff{}
		under.token = got.value
	} else {
		s.failures.fail(now, failure.pause)
		under.err = s.failureAt(now)
	}
	kept, nextTry := s.current, s.failures.until
	s.fetching = nil
	s.mu.Unlock()

	switch {
	case failure == nil:
		s.logger.LogAttrs(ctx, slog.LevelDebug, "access token for Partner Center fetched", slog.Time("renewed_from", kept.renew))
	case kept.isGood(now):
		s.logger.LogAttrs(ctx, slog.LevelWarn, "the access token for Partner Center cannot be renewed; the old one is good until it ends",
			slog.Any("error", failure), slog.Duration("next_try_in", nextTry.Sub(now)), slog.Time("end", kept.late))
	default:
		s.logger.LogAttrs(ctx, slog.LevelError, "there is no access token for Partner Center",
			slog.Any("error", failure), slog.Duration("next_try_in", nextTry.Sub(now)))
	}
}

// ask calls the grant.
func (s *Source) ask(ctx context.Context) (got *token, failed *failure) {
	defer func() {
		if recover() != nil { // what it says may hold anything
			got, failed = nil, unavailable("getting a token panicked")
		}
	}()
	exchange := &exchange{login: s.login, next: s.transport}
	value, end, err := s.grant(ctx, exchange.client())
	if err != nil {
		return nil, exchange.diagnose()
	}
	if got = newToken(value, time.Now(), end); got == nil {
		return nil, unavailable("the login host sent a token that is empty or has ended already; check this machine's clock")
	}
	return got, nil
}

// failureAt is the error of the last fetch, which failed, for who asks now.
func (s *Source) failureAt(now time.Time) error {
	e := &pcclient.Error{Kind: s.failure.kind, Code: s.failure.code, Err: s.failure}
	if e.Kind == pcclient.KindUnavailable {
		e.RetryAfter = max(s.failures.until.Sub(now), 0)
	}
	return e
}
