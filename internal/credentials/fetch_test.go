package credentials

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/internal/pcsim/entra"
	"pcgraph/pcclient"
)

func TestFailuresAreNotHammered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{})
		if err := host.Fail(entra.Fault{Status: 503}); err != nil {
			t.Fatal(err)
		}
		source := newSource(t, Options{Transport: host.Transport()})
		begin := time.Now()
		var asked []time.Duration
		for before := 0; time.Since(begin) < 2*time.Minute; time.Sleep(100 * time.Millisecond) {
			_, err := source.Token(t.Context())
			e, ok := errors.AsType[*pcclient.Error](err)
			if !ok || e.Kind != pcclient.KindUnavailable || e.RetryAfter <= 0 || e.RetryAfter > longestPause {
				t.Fatalf("after %s: %v", time.Since(begin), err)
			}
			if n := host.TokenRequests(); n != before {
				before = n
				asked = append(asked, time.Since(begin))
			}
		}
		want := []time.Duration{0, 1, 3, 7, 15, 31, 61, 91}
		for i := range want {
			want[i] *= time.Second
		}
		if fmt.Sprint(asked) != fmt.Sprint(want) {
			t.Errorf("the login host was asked after %v, want %v", asked, want)
		}

		// It is well again, and everything is as if nothing had been.
		host.Heal()
		time.Sleep(longestPause)
		get(t, source)
		if source.failures != (backoff{}) || source.Check(t.Context()) != nil {
			t.Errorf("the failures are still remembered: %+v", source.failures)
		}
	})
}

func TestRetryAfterOfTheLoginHost(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"": time.Second, "0": time.Second, "17": 17 * time.Second, "86400": longestRetryAfter, "soon": time.Second,
		"Sat, 01 Jan 2000 00:01:00 GMT": time.Minute, "Fri, 31 Dec 1999 00:00:00 GMT": time.Second,
	} {
		synctest.Test(t, func(t *testing.T) { // it begins with the year 2000
			host := loginHost(t, entra.Options{})
			if err := host.Fail(entra.Fault{Status: 429, RetryAfter: value, Count: 1}); err != nil {
				t.Fatal(err)
			}
			source := newSource(t, Options{Transport: host.Transport()})
			_, err := source.Token(t.Context())
			e, ok := errors.AsType[*pcclient.Error](err)
			if !ok || e.Kind != pcclient.KindUnavailable || e.RetryAfter != want {
				t.Fatalf("Retry-After %q: %v", value, err)
			}
			time.Sleep(want - time.Millisecond)
			if _, err := source.Token(t.Context()); err == nil {
				t.Errorf("Retry-After %q: asked again too early", value)
			}
			time.Sleep(time.Millisecond)
			get(t, source)
		})
	}
}

func TestFetchTakesTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source := newSource(t, Options{Transport: transportFunc(func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		})})
		begin := time.Now()
		err := source.Check(t.Context())
		if err == nil || err.Error() != "the login host does not answer in time" || time.Since(begin) != fetchTimeout {
			t.Errorf("after %s: %v", time.Since(begin), err)
		}
	})
}

func TestPanicInAGrant(t *testing.T) {
	t.Parallel()
	source := newSource(t, Options{Transport: transportFunc(func(*http.Request) (*http.Response, error) { panic("canary") })})
	_, err := source.Token(t.Context())
	if pcclient.KindOf(err) != pcclient.KindUnavailable {
		t.Errorf("error is %v", err)
	}
	wantNoSecret(t, "the error", fmt.Sprint(err, errors.Unwrap(err)))
}

func TestTokensThatAreNone(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":       `{"token_type":"Bearer","expires_in":3600,"access_token":""}`,
		"no end":      `{"token_type":"Bearer","access_token":"canary"}`,
		"at its end":  `{"token_type":"Bearer","expires_in":0,"access_token":"canary"}`,
		"no JSON":     `canary`,
		"no object":   `["canary"]`,
		"an error":    `{"error":"invalid_grant","error_description":"canary","access_token":"canary"}`,
		"far too big": `{"access_token":"canary` + strings.Repeat("x", maxAnswerBytes) + `"}`,
	} {
		source := newSource(t, Options{RefreshTokenFile: writeFile(t, signInToken), Transport: transportFunc(func(*http.Request) (*http.Response, error) {
			return response(200, body), nil
		})})
		token, err := source.Token(t.Context())
		if token != "" || pcclient.KindOf(err) != pcclient.KindUnavailable {
			t.Errorf("%s: %q, %v", name, token, err)
			continue
		}
		wantNoSecret(t, name, fmt.Sprintf("%+v %v %v", err, err, errors.Unwrap(err)))
	}
}

// TestEndlessAnswer has a login host that never stops talking.
func TestEndlessAnswer(t *testing.T) {
	t.Parallel()
	source := newSource(t, Options{Transport: transportFunc(func(*http.Request) (*http.Response, error) {
		answer := response(200, "")
		answer.Body = io.NopCloser(endless{})
		return answer, nil
	})})
	if err := source.Check(t.Context()); err == nil || !strings.HasSuffix(err.Error(), "the answer is larger than 1048576 bytes") {
		t.Errorf("error is %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, " "), nil }
