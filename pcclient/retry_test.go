package pcclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// script answers one request after the other, and notes when each came.
type script struct {
	answers []func(*http.Request) (*http.Response, error)
	times   []time.Time
	ids     []string
}

func (s *script) RoundTrip(req *http.Request) (*http.Response, error) {
	s.times = append(s.times, time.Now())
	s.ids = append(s.ids, req.Header.Get(headerRequestID))
	next := s.answers[min(len(s.times), len(s.answers))-1]
	return next(req)
}

// waits are the pauses between the requests.
func (s *script) waits() []time.Duration {
	var waits []time.Duration
	for i := range s.times[1:] {
		waits = append(waits, s.times[i+1].Sub(s.times[i]))
	}
	return waits
}

func says(status int, body string, headers ...string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return answer(status, body, headers...), nil }
}

func breaks(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// lostBody is an answer whose connection breaks while the body is read.
func lostBody(*http.Request) (*http.Response, error) {
	resp := answer(200, "")
	resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"items":[`), failingReader{syscall.ECONNRESET}))
	return resp, nil
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// hangs never answers.
func hangs(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

var works = says(200, `{"items":[]}`)

func run(t *testing.T, ctx context.Context, options Options, s *script) error {
	t.Helper()
	client := newOfflineClient(t, options, s.RoundTrip)
	_, err := client.DeviceBatches.List(ctx, customerID, "")
	return err
}

func TestWhatIsRetried(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		answer func(*http.Request) (*http.Response, error)
		kind   Kind
		again  bool
	}{
		{"408", says(408, ""), KindTimeout, true},
		{"429", says(429, ""), KindThrottled, true},
		{"500", says(500, ""), KindUnavailable, true},
		{"502", says(502, "<html>"), KindUnavailable, true},
		{"503", says(503, ""), KindUnavailable, true},
		{"504", says(504, ""), KindTimeout, true},
		{"connection reset", breaks(syscall.ECONNRESET), KindUnavailable, true},
		{"connection closed", breaks(io.EOF), KindUnavailable, true},
		{"no answer", hangs, KindTimeout, true},
		{"body lost", lostBody, KindUnavailable, true},
		{"body cut short", says(200, `{"items":[`), KindBadResponse, true},
		{"body empty", says(200, ""), KindBadResponse, true},
		{"400", says(400, ""), KindBadInput, false},
		{"401", says(401, ""), KindUnauthorized, false},
		{"403", says(403, ""), KindForbidden, false},
		{"404", says(404, ""), KindNotFound, false},
		{"501", says(501, ""), KindUnavailable, false},
		{"302", says(302, ""), KindBadResponse, false},
		{"202 without a body", says(202, ""), KindBadResponse, false},
		{"204", says(204, ""), KindBadResponse, false},
		{"html", says(200, "<html>"), KindBadResponse, false},
		{"not json", says(200, "oops"), KindBadResponse, false},
		{"another shape", says(200, `{"items":7}`), KindBadResponse, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				meter := NewMeter(0)
				ctx := WithMeter(t.Context(), meter)

				// It never stops failing.
				s := &script{answers: []func(*http.Request) (*http.Response, error){test.answer}}
				err := run(t, ctx, Options{}, s)
				want := 1
				if test.again {
					want = 3
				}
				var got *Error
				if !errors.As(err, &got) || got.Kind != test.kind || got.Attempts != want || len(s.times) != want {
					t.Fatalf("after %d tries: %v; want %q after %d", len(s.times), err, test.kind, want)
				}
				if meter.Calls() != want || meter.Retries() != want-1 {
					t.Errorf("the meter counted %d calls and %d retries", meter.Calls(), meter.Retries())
				}
				if s.ids[0] == "" || got.RequestID != s.ids[0] || s.ids[0] != s.ids[len(s.ids)-1] {
					t.Errorf("request ids are %q and in the error %q, want one and the same", s.ids, got.RequestID)
				}

				// It works the second time.
				s = &script{answers: []func(*http.Request) (*http.Response, error){test.answer, works}}
				if err := run(t, ctx, Options{}, s); (err == nil) != test.again {
					t.Errorf("with a second try that works: %v", err)
				}
			})
		})
	}
}

func TestMaxRetries(t *testing.T) {
	t.Parallel()
	for retries, tries := range map[int]int{-1: 1, 0: 3, 1: 2, 6: 7} {
		t.Run(strconv.Itoa(retries), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{answers: []func(*http.Request) (*http.Response, error){says(500, "")}}
				if err := run(t, t.Context(), Options{MaxRetries: retries}, s); KindOf(err) != KindUnavailable || len(s.times) != tries {
					t.Errorf("%d tries: %v; want %d", len(s.times), err, tries)
				}
				for i, wait := range s.waits() {
					longest := min(500*time.Millisecond<<i, 4*time.Second)
					if wait < longest/2 || wait > longest {
						t.Errorf("wait %d is %v, want %v to %v", i+1, wait, longest/2, longest)
					}
				}
			})
		})
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		headers []string
		asked   time.Duration
	}{
		{"seconds", []string{"Retry-After", "7"}, 7 * time.Second},
		// The virtual clock starts at midnight, UTC, of the first of January 2000.
		{"date", []string{"Retry-After", "Sat, 01 Jan 2000 00:00:08 GMT"}, 8 * time.Second},
		{"date by the server's clock", []string{
			"Retry-After", "Mon, 02 Mar 2020 10:00:09 GMT", "Date", "Mon, 02 Mar 2020 10:00:00 GMT",
		}, 9 * time.Second},
		{"the longest that is waited for", []string{"Retry-After", "10"}, 10 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{answers: []func(*http.Request) (*http.Response, error){says(429, "", test.headers...), works}}
				if err := run(t, t.Context(), Options{}, s); err != nil {
					t.Fatal(err)
				}
				if wait := s.waits()[0]; wait < test.asked || wait > test.asked+minBackoff {
					t.Errorf("waited %v, want %v and a little more", wait, test.asked)
				}
			})
		})
	}
}

func TestRetryAfterThatIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		status   int
		header   string
		kind     Kind
		asked    time.Duration
		deadline time.Duration // of the caller; 0 is none
	}{
		{"longer than the limit", 429, "11", KindThrottled, 11 * time.Second, 0},
		{"far longer", 429, "99999999999999999999", KindThrottled, (1<<31 - 1) * time.Second, 0},
		{"of a server that is down", 503, "60", KindUnavailable, time.Minute, 0},
		{"longer than the caller has", 429, "5", KindThrottled, 5 * time.Second, 4 * time.Second},
		{"backoff longer than the caller has", 503, "", KindUnavailable, 0, 10 * time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if test.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				start := time.Now()
				s := &script{answers: []func(*http.Request) (*http.Response, error){says(test.status, "", "Retry-After", test.header)}}
				var got *Error
				if err := run(t, ctx, Options{}, s); !errors.As(err, &got) {
					t.Fatal(err)
				}
				if got.Kind != test.kind || got.RetryAfter != test.asked || got.Attempts != 1 {
					t.Errorf("error is %v, asking for %v", got, got.RetryAfter)
				}
				if waited := time.Since(start); waited != 0 {
					t.Errorf("it took %v to fail, want none", waited)
				}
			})
		})
	}
}

func TestRetryAfterIsRead(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "0": 0, "57": 57 * time.Second, "-5": 0, "1.5": 0, "soon": 0,
		"Fri, 20 Nov 2026 10:01:00 GMT": time.Minute,
		"Fri, 20 Nov 2026 09:00:00 GMT": 0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {value}}, now); got != want {
			t.Errorf("Retry-After %q is read as %v, want %v", value, got, want)
		}
	}
}

func TestPauseIsWithinItsBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		asked := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "asked"))
		got := pause(&Error{RetryAfter: asked}, rapid.IntRange(1, 1000).Draw(t, "attempt"))
		if asked > 0 && (got < asked || got > asked+minBackoff) {
			t.Fatalf("asked for %v, waits %v", asked, got)
		}
		if asked == 0 && (got < minBackoff || got > maxBackoff) {
			t.Fatalf("waits %v, want %v to %v", got, minBackoff, maxBackoff)
		}
	})
}

func TestCallerLeavesWhileWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		s := &script{answers: []func(*http.Request) (*http.Response, error){says(429, "", "Retry-After", "9")}}
		err := run(t, ctx, Options{}, s)
		if KindOf(err) != KindCanceled || !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v", err)
		}
		if waited := time.Since(start); waited != 3*time.Second || len(s.times) != 1 {
			t.Errorf("returned after %v and %d tries, want at once when the caller left", waited, len(s.times))
		}
	})
}

func TestEachTryHasItsOwnTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: []func(*http.Request) (*http.Response, error){hangs, hangs, works}}
		if err := run(t, t.Context(), Options{CallTimeout: time.Minute}, s); err != nil {
			t.Fatal(err)
		}
		for _, wait := range s.waits() {
			if wait < time.Minute || wait > time.Minute+maxBackoff {
				t.Errorf("the next try came after %v", wait)
			}
		}
	})
}

func TestTheTimeOfATryIncludesItsBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &script{answers: []func(*http.Request) (*http.Response, error){func(req *http.Request) (*http.Response, error) {
			resp := answer(200, "")
			resp.Body = io.NopCloser(hangingReader{req.Context()})
			return resp, nil
		}}}
		err := run(t, t.Context(), Options{CallTimeout: time.Second, MaxRetries: -1}, s)
		if KindOf(err) != KindTimeout || time.Since(start) != time.Second {
			t.Errorf("error after %v is %v", time.Since(start), err)
		}
	})
}

type hangingReader struct{ ctx context.Context }

func (r hangingReader) Read([]byte) (int, error) {
	<-r.ctx.Done()
	return 0, r.ctx.Err()
}

func TestBudgetEndsRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		meter := NewMeter(2)
		s := &script{answers: []func(*http.Request) (*http.Response, error){says(500, "")}}
		err := run(t, WithMeter(t.Context(), meter), Options{MaxRetries: 5}, s)
		var refused *BudgetError
		if !errors.As(err, &refused) || KindOf(err) != 0 || len(s.times) != 2 || meter.Calls() != 2 || meter.Retries() != 1 {
			t.Errorf("after %d tries: %v", len(s.times), err)
		}
	})
}

func TestTokenIsAskedForEveryTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		var sent []string
		client := newOfflineClient(t, Options{Token: tokenFunc(func() (string, error) {
			asked++
			return "token-" + strconv.Itoa(asked), nil
		})}, func(req *http.Request) (*http.Response, error) {
			sent = append(sent, req.Header.Get("Authorization"))
			if len(sent) == 1 {
				return answer(503, ""), nil
			}
			return answer(200, `{"items":[]}`), nil
		})
		if _, err := client.DeviceBatches.List(t.Context(), customerID, ""); err != nil {
			t.Fatal(err)
		}
		if strings.Join(sent, " ") != "Bearer token-1 Bearer token-2" {
			t.Errorf("tries went out with %q", sent)
		}
	})
}
