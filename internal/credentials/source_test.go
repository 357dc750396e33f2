package credentials

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/internal/pcsim/entra"
	"pcgraph/pcclient"
)

// TestOneFetchForAll has a hundred callers at once, some of whom leave.
func TestOneFetchForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{Latency: time.Second})
		source := newSource(t, Options{Transport: host.Transport()})
		impatient, leave := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		tokens := make([]string, 100)
		for i := range tokens {
			wg.Go(func() {
				ctx := t.Context()
				if i%2 == 0 { // the first one, who causes the fetch, too
					ctx = impatient
				}
				token, err := source.Token(ctx)
				if tokens[i] = token; (err != nil) != (ctx == impatient) {
					t.Errorf("caller %d: %v", i, err)
				}
			})
			synctest.Wait()
		}
		leave()
		synctest.Wait()
		wg.Wait()
		for i := 1; i < len(tokens); i += 2 {
			if tokens[i] == "" || tokens[i] != tokens[1] {
				t.Errorf("caller %d has %q, caller 1 %q", i, tokens[i], tokens[1])
			}
		}
		if n := host.TokenRequests(); n != 1 {
			t.Errorf("%d token requests, want 1", n)
		}
	})
}

// TestRenewalBeforeTheEnd walks through a token's life. Whoever asks late causes the
// renewal, and is not kept waiting for it.
func TestRenewalBeforeTheEnd(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ life, renewed, waited time.Duration }{
		{time.Hour, 55 * time.Minute, time.Hour - 30*time.Second},
		{24 * time.Hour, 24*time.Hour - 5*time.Minute, 24*time.Hour - 30*time.Second},
		{10 * time.Minute, 8 * time.Minute, 10*time.Minute - 12*time.Second},
		{100 * time.Second, 80 * time.Second, 98 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			const latency = time.Second // of each of three requests: two documents and the token
			host := loginHost(t, entra.Options{TokenLife: test.life, Latency: latency})
			source := newSource(t, Options{Transport: host.Transport()})
			first := get(t, source)
			begin := time.Now() // of the token's life

			time.Sleep(test.renewed - latency)
			if get(t, source) != first || host.TokenRequests() != 1 {
				t.Errorf("life %s: renewed too early", test.life)
			}
			time.Sleep(latency)
			if asked := time.Now(); get(t, source) != first || !time.Now().Equal(asked) {
				t.Errorf("life %s: the renewal keeps a caller waiting", test.life)
			}
			synctest.Wait()
			if get(t, source) != first {
				t.Errorf("life %s: the old token is not served during the renewal", test.life)
			}
			time.Sleep(4 * latency)
			second := get(t, source)
			if second == first || host.TokenRequests() != 2 || !host.Accept(second) {
				t.Errorf("life %s: not renewed after %s: %d requests", test.life, time.Since(begin), host.TokenRequests())
			}

			// Nobody asks for long: the next one has to wait.
			time.Sleep(test.life)
			if third := get(t, source); third == second || !host.Accept(third) || host.TokenRequests() != 3 {
				t.Errorf("life %s: the token that has ended was given out", test.life)
			}
		})
	}
}

// TestLateTokensAreNotServed fails the renewal until the old token has ended.
func TestLateTokensAreNotServed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{TokenLife: time.Hour})
		var log testLog
		source := newSource(t, Options{Transport: host.Transport(), Logger: log.logger()})
		first := get(t, source)
		if err := host.Fail(entra.Fault{Status: 500}); err != nil {
			t.Fatal(err)
		}
		var served time.Duration
		for begin := time.Now(); time.Since(begin) < time.Hour+time.Minute; time.Sleep(time.Second) {
			token, err := source.Token(t.Context())
			if err == nil {
				served = time.Since(begin)
				if token != first {
					t.Fatal("there is another token")
				}
			}
			synctest.Wait()
		}
		if want := time.Hour - 31*time.Second; served != want {
			t.Errorf("served until %s, want %s", served, want)
		}
		// From minute 55 to 61: 1 s, 3 s, 7 s, 15 s, 31 s after the first one, then every 30 s.
		if n := host.TokenRequests(); n < 15 || n > 18 {
			t.Errorf("%d token requests", n)
		}
		if text := log.String(); !strings.Contains(text, "level=WARN msg=\"the access token for Partner Center cannot be renewed") ||
			!strings.Contains(text, "level=ERROR msg=\"there is no access token for Partner Center\"") {
			t.Errorf("the log says:\n%s", text)
		}
		host.Heal()
		time.Sleep(longestPause)
		if get(t, source) == first {
			t.Error("the old token is served again")
		}
	})
}

func TestRenew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{Latency: time.Second})
		source := newSource(t, Options{Transport: host.Transport()})
		renew := func(refused string) string {
			t.Helper()
			token, err := source.Renew(t.Context(), refused)
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		first := get(t, source)

		// All complain of the same token.
		var wg sync.WaitGroup
		var mu sync.Mutex
		renewed := map[string]int{}
		for range 50 {
			wg.Go(func() {
				token, err := source.Renew(t.Context(), first)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				renewed[token]++
			})
		}
		wg.Wait()
		second := get(t, source)
		if host.TokenRequests() != 2 || renewed[second] != 50 || second == first {
			t.Errorf("%d token requests, renewed as %v", host.TokenRequests(), renewed)
		}
		// A late complaint of the first one says nothing about the second.
		if renew(first) != second || host.TokenRequests() != 2 {
			t.Error("a token that was replaced before was replaced again")
		}

		// Renewed tokens are refused, too. The first pause was over when the renewal
		// was, the second is 2 s, the third 4 s.
		third := renew(second)
		if third == second || host.TokenRequests() != 3 {
			t.Error("not renewed")
		}
		time.Sleep(time.Second)
		fourth := renew(third)
		if fourth == third || renew(fourth) != fourth || host.TokenRequests() != 4 {
			t.Errorf("%d token requests; want no renewal within the pause", host.TokenRequests())
		}
		time.Sleep(4 * time.Second)
		fifth := renew(fourth)
		if fifth == fourth {
			t.Error("not renewed after the pause")
		}

		// A token that was good for a while is replaced at once.
		time.Sleep(8*time.Second + longestPause + 1)
		sixth := renew(fifth)
		if seventh := renew(sixth); sixth == fifth || seventh == sixth {
			t.Errorf("%s, %s, %s: the old refusals are still held against a token that was good", fifth, sixth, seventh)
		}
	})
}

func TestRefusedTokenIsDroppedThoughRenewalFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{})
		source := newSource(t, Options{Transport: host.Transport()})
		first := get(t, source)
		if err := host.Fail(entra.Fault{Status: 401, Error: "invalid_client", Number: 7000222}); err != nil {
			t.Fatal(err)
		}
		_, err := source.Renew(t.Context(), first)
		if e, ok := errors.AsType[*pcclient.Error](err); !ok || e.Kind != pcclient.KindUnauthorized || e.Code != "AADSTS7000222" || e.RetryAfter != 0 {
			t.Errorf("error is %v", err)
		}
		if token, err := source.Token(t.Context()); err == nil {
			t.Errorf("the refused token is served again: %t", token == first)
		}
		if host.TokenRequests() != 2 {
			t.Errorf("%d token requests, want 2", host.TokenRequests())
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{})
		if err := host.Fail(entra.Fault{Status: 401, Error: "invalid_client", Number: 7000222, Count: 1}); err != nil {
			t.Fatal(err)
		}
		source := newSource(t, Options{Transport: host.Transport()})
		for range 10 {
			err := source.Check(t.Context())
			if err == nil || err.Error() != "the client secret has expired; add a new one to the application (AADSTS7000222)" {
				t.Errorf("check: %v", err)
			}
		}
		if n := host.TokenRequests(); n != 1 {
			t.Errorf("%d token requests for 10 checks", n)
		}
		time.Sleep(time.Second)
		for range 10 {
			if err := source.Check(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if n := host.TokenRequests(); n != 2 {
			t.Errorf("%d token requests, want 2", n)
		}
	})
}

// TestCloseWaits makes sure that a renewal which nobody waits for is finished.
func TestCloseWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{Latency: time.Second})
		file := writeFile(t, signInToken)
		source := newSource(t, Options{Transport: host.Transport(), RefreshTokenFile: file})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := source.Token(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v", err)
		}
		source.Close()
		if contentOf(t, file) == signInToken {
			t.Error("the new refresh token is lost")
		}
	})
}
