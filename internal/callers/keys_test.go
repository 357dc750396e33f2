package callers

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// TestKeysChange rotates the issuer's keys: a new one is good at once, and a withdrawn one for a short while only.
func TestKeysChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		issuer := newTestIssuer(t, provider, nil)
		long := map[string]any{"exp": time.Now().Add(100 * time.Hour).Unix()}
		old := signed(t, jose.ES256, ecKey(), "ec", saying(long))
		if _, err := present(t.Context(), issuer, old); err != nil {
			t.Fatal(err)
		}
		provider.set(func() {
			delete(provider.keys, "ec")
			provider.keys["new"] = otherKey()
		})
		if _, err := present(t.Context(), issuer, signed(t, jose.RS256, otherKey(), "new", saying(long))); err != nil {
			t.Errorf("the new key: %v", err)
		}
		if _, err := present(t.Context(), issuer, old); err != nil {
			t.Errorf("the old key, whose token has just been verified: %v", err)
		}
		time.Sleep(trustFor)
		if _, err := present(t.Context(), issuer, old); !errors.Is(err, errInvalid) {
			t.Errorf("the old key, later: %v", err)
		}

		// Withdrawn without a successor, it is noticed by age.
		provider.set(func() { delete(provider.keys, "new") })
		late := signed(t, jose.RS256, otherKey(), "new", saying(map[string]any{"exp": long["exp"], "jti": "2"}))
		time.Sleep(refreshAfter)
		if _, err := present(t.Context(), issuer, late); err != nil {
			t.Errorf("the keys are old, and one caller passes while they are fetched: %v", err)
		}
		time.Sleep(trustFor)
		if _, err := present(t.Context(), issuer, late); !errors.Is(err, errInvalid) {
			t.Errorf("a withdrawn key: %v", err)
		}
	})
}

// TestStrangersCauseFewFetches sends tokens that name keys nobody has.
func TestStrangersCauseFewFetches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		issuer := newTestIssuer(t, provider, nil)
		for _, token := range []string{"opaque", "e30.e30.", signed(t, jose.ES256, ecKey(), "", saying(nil)), signed(t, jose.RS512, rsaKey(), "rsa", saying(nil))} {
			if _, err := present(t.Context(), issuer, token); !errors.Is(err, errInvalid) || provider.count() != 0 {
				t.Errorf("a token that cannot be good: %v, %d fetches", err, provider.count())
			}
		}
		const minutes = 3
		for range minutes * 60 {
			token := signed(t, jose.ES256, ecKey(), "key of "+time.Now().String(), saying(nil))
			for range 3 {
				if _, err := present(t.Context(), issuer, token); !errors.Is(err, errInvalid) {
					t.Fatal(err)
				}
			}
			time.Sleep(time.Second)
		}
		if most := fetchBurst + minutes*int(time.Minute/fetchPause); provider.count() > most {
			t.Errorf("%d fetches, want at most %d", provider.count(), most)
		}
		if _, err := present(t.Context(), issuer, good(t, nil)); err != nil {
			t.Errorf("a good token meanwhile: %v", err)
		}
	})
}

// TestIssuerDown starts without the issuer, gets it, and loses it again.
func TestIssuerDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		down := func(*http.Request) (*http.Response, error) { return nil, errors.New("connection refused") }
		provider.answer = down
		issuer := newTestIssuer(t, provider, nil)
		var refusal *Refusal
		tokenFor := func(d time.Duration, id string) string {
			return good(t, map[string]any{"jti": id, "exp": time.Now().Add(d).Unix()})
		}
		for range 10 {
			if _, err := present(t.Context(), issuer, tokenFor(time.Hour, "1")); err == nil || errors.As(err, &refusal) {
				t.Fatalf("a token that nobody can look at: %v", err)
			}
		}
		if err := issuer.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "connection refused") {
			t.Errorf("ready without an issuer: %v", err)
		}

		provider.set(func() { provider.answer = nil })
		time.Sleep(fetchPause)
		if err := issuer.Ready(t.Context()); err != nil {
			t.Errorf("not ready with an issuer: %v", err)
		}
		provider.set(func() { provider.answer = down })
		time.Sleep(forgetAfter - time.Second)
		if _, err := present(t.Context(), issuer, tokenFor(time.Hour, "2")); err != nil {
			t.Errorf("a known key, while the issuer is down: %v", err)
		}
		synctest.Wait()
		if err := issuer.Ready(t.Context()); err != nil {
			t.Errorf("not ready while keys are known: %v", err)
		}
		time.Sleep(time.Second)
		if _, err := present(t.Context(), issuer, tokenFor(time.Hour, "3")); err == nil || errors.As(err, &refusal) {
			t.Errorf("keys of an hour ago: %v", err)
		}
		if err := issuer.Ready(t.Context()); err == nil {
			t.Error("ready with keys of an hour ago")
		}
	})
}

// TestSlowIssuer has an issuer that takes its time: each waits for as long as it wants, and nobody takes the answer
// from the others.
func TestSlowIssuer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		provider := newIdentityProvider()
		provider.answer = func(r *http.Request) (*http.Response, error) {
			select {
			case <-time.After(4 * time.Second):
				return nil, nil
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}
		issuer := newTestIssuer(t, provider, nil)
		token := good(t, nil)
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if err := issuer.Ready(hasty); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if _, err := present(t.Context(), issuer, token); err != nil || time.Since(start) != 8*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if provider.count() != 1 {
			t.Errorf("%d fetches for two who waited", provider.count())
		}

		provider.set(func() {
			provider.answer = func(r *http.Request) (*http.Response, error) {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
		})
		dead := newTestIssuer(t, provider, nil)
		start = time.Now()
		if err := dead.Ready(t.Context()); err == nil || time.Since(start) != fetchTimeout {
			t.Errorf("an issuer that never answers, after %v: %v", time.Since(start), err)
		}
	})
}
