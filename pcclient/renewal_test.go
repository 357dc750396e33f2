package pcclient

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// renewing gives "token-1", and for every refused token the next one. Its errors
// come first.
type renewing struct {
	token    string
	errors   []error // of Token
	failure  error   // of Renew
	stuck    bool    // there is no other token
	renewals int
}

func (r *renewing) Token(context.Context) (string, error) {
	if len(r.errors) > 0 {
		err := r.errors[0]
		r.errors = r.errors[1:]
		return "", err
	}
	if r.token == "" {
		r.token = "token-1"
	}
	return r.token, nil
}

func (r *renewing) Renew(_ context.Context, refused string) (string, error) {
	r.renewals++
	if r.failure != nil {
		return "", r.failure
	}
	if !r.stuck {
		r.token = refused + "+"
	}
	return r.token, nil
}

// onlyToken hides that a source can renew.
type onlyToken struct{ TokenSource }

func TestRenewal(t *testing.T) {
	t.Parallel()
	refused := func(body string) func(*http.Request) (*http.Response, error) {
		return says(401, body, "MS-RequestId", "e88d014d-ab70-41de-90a0-f7fd1797267d")
	}
	failed := &Error{Kind: KindUnauthorized, Code: "AADSTS7000222"}
	for _, test := range []struct {
		name     string
		source   *renewing
		plain    bool
		answers  []func(*http.Request) (*http.Response, error)
		sent     string // the tokens, in order
		kind     Kind   // 0: the call succeeds
		code     string
		renewals int
	}{
		{name: "good", source: &renewing{}, answers: []func(*http.Request) (*http.Response, error){works},
			sent: "token-1"},
		{name: "refused once", source: &renewing{}, answers: []func(*http.Request) (*http.Response, error){refused(""), works},
			sent: "token-1 token-1+", renewals: 1},
		{name: "refused for ever", source: &renewing{}, answers: []func(*http.Request) (*http.Response, error){refused(`{"code":400}`)},
			sent: "token-1 token-1+", kind: KindUnauthorized, code: "400", renewals: 1},
		{name: "no other token", source: &renewing{stuck: true}, answers: []func(*http.Request) (*http.Response, error){refused(`{"code":400}`)},
			sent: "token-1", kind: KindUnauthorized, code: "400", renewals: 1},
		{name: "renewal fails", source: &renewing{failure: failed}, answers: []func(*http.Request) (*http.Response, error){refused("")},
			sent: "token-1", kind: KindUnauthorized, code: "AADSTS7000222", renewals: 1},
		{name: "audience", source: &renewing{}, answers: []func(*http.Request) (*http.Response, error){refused(`{"code":"900420","description":"x"}`)},
			sent: "token-1", kind: KindUnauthorized, code: CodeAudienceRefused},
		{name: "no second factor", source: &renewing{}, answers: []func(*http.Request) (*http.Response, error){refused(byteOrderMark + `{"code":900421}`)},
			sent: "token-1", kind: KindUnauthorized, code: CodeMFARequired},
		{name: "no second factor, the second time", source: &renewing{}, answers: []func(*http.Request) (*http.Response, error){refused(""), refused(`{"code":"900421"}`)},
			sent: "token-1 token-1+", kind: KindUnauthorized, code: CodeMFARequired, renewals: 1},
		{name: "a source that cannot renew", source: &renewing{}, plain: true, answers: []func(*http.Request) (*http.Response, error){refused("")},
			sent: "token-1", kind: KindUnauthorized},
		{name: "forbidden", source: &renewing{}, answers: []func(*http.Request) (*http.Response, error){says(403, "")},
			sent: "token-1", kind: KindForbidden},
		{name: "then unavailable, then fine", source: &renewing{}, answers: []func(*http.Request) (*http.Response, error){refused(""), says(503, ""), works},
			sent: "token-1 token-1+ token-1+", renewals: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var sent []string
				var bodies []*trackedBody
				answers := &script{answers: test.answers}
				var log strings.Builder
				options := Options{Token: test.source, Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
				if test.plain {
					options.Token = onlyToken{test.source}
				}
				client := newOfflineClient(t, options, func(req *http.Request) (*http.Response, error) {
					sent = append(sent, strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer "))
					resp, err := answers.RoundTrip(req)
					body := &trackedBody{Reader: resp.Body}
					bodies = append(bodies, body)
					resp.Body = body
					return resp, err
				})
				meter := NewMeter(0)
				_, err := client.DeviceBatches.List(WithMeter(t.Context(), meter), customerID, "")
				if got := strings.Join(sent, " "); got != test.sent || test.source.renewals != test.renewals {
					t.Errorf("sent %s with %d renewals; want %s with %d", got, test.source.renewals, test.sent, test.renewals)
				}
				if KindOf(err) != test.kind {
					t.Errorf("error is %v, want kind %q", err, test.kind)
				}
				if e, ok := errors.AsType[*Error](err); ok && (e.Code != test.code || e.RequestID == "" || e.Op == "" || e.Attempts != 1) {
					t.Errorf("error is %+v, want code %s", e, test.code)
				}
				if meter.Calls() != len(sent) || meter.Retries() != len(sent)-1 {
					t.Errorf("the meter counted %d calls and %d retries of %d requests", meter.Calls(), meter.Retries(), len(sent))
				}
				for i, body := range bodies {
					if !body.closed {
						t.Errorf("the body of answer %d was not closed", i+1)
					}
				}
				if ids := answers.ids; ids[0] != ids[len(ids)-1] {
					t.Errorf("the request ids are %q, want one and the same", ids)
				}
				if strings.Contains(log.String(), "token-1") || strings.Count(log.String(), "renewed_token=true") != min(test.renewals, max(len(sent)-1, 0)) {
					t.Errorf("the log says:\n%s", &log)
				}
			})
		})
	}
}

func TestRenewalCountsAgainstTheBudget(t *testing.T) {
	t.Parallel()
	s := &script{answers: []func(*http.Request) (*http.Response, error){says(401, "")}}
	err := run(t, WithMeter(t.Context(), NewMeter(1)), Options{Token: &renewing{}}, s)
	if _, ok := errors.AsType[*BudgetError](err); !ok || len(s.times) != 1 {
		t.Errorf("%d requests were sent: %v; want 1 and a *BudgetError", len(s.times), err)
	}
}

// TestErrorsOfTheSource checks that a source's own Error is taken over, waited for as
// it asks, and not changed: it may be given to many calls.
func TestErrorsOfTheSource(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("the login host is down")
		own := &Error{Kind: KindUnavailable, RetryAfter: 3 * time.Second, Err: cause}
		start := time.Now()
		s := &script{answers: []func(*http.Request) (*http.Response, error){works}}
		if err := run(t, t.Context(), Options{Token: &renewing{errors: []error{own, own}}}, s); err != nil {
			t.Error(err)
		}
		if waited := time.Since(start); waited < 6*time.Second || waited > 6*time.Second+2*minBackoff {
			t.Errorf("waited %s, want twice 3 s and a little", waited)
		}
		err := run(t, t.Context(), Options{Token: &renewing{errors: []error{own}}, MaxRetries: -1}, s)
		if KindOf(err) != KindUnavailable || !errors.Is(err, cause) || !strings.Contains(err.Error(), "unavailable: no token (retry after 3s") {
			t.Errorf("error is %v", err)
		}
		if own.Op != "" || own.Attempts != 0 || own.RequestID != "" {
			t.Errorf("the source's error was changed: %+v", own)
		}
	})
}

// TestRefusalOfAnySize has bodies that are read no further than an error's ever is.
func TestRefusalOfAnySize(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "<html>", "null", `{"code":`, strings.Repeat(" ", 3*maxFaultBytes) + `{"code":"900421"}`} {
		s := &script{answers: []func(*http.Request) (*http.Response, error){says(401, body), works}}
		if err := run(t, t.Context(), Options{Token: &renewing{}}, s); err != nil {
			t.Errorf("%.20q: %v", body, err)
		}
	}
}
