package credentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/internal/pcsim"
	"pcgraph/internal/pcsim/entra"
	"pcgraph/pcclient"
)

// world is a client of a Partner Center that accepts the tokens of a login host and
// no others.
type world struct {
	host   *entra.Server
	api    *pcsim.Server
	client *pcclient.Client
	source *Source
	log    *testLog
}

func newWorld(t *testing.T, host entra.Options, options Options) *world {
	t.Helper()
	w := &world{host: loginHost(t, host), log: &testLog{}}
	var err error
	if w.api, err = pcsim.New(pcsim.Options{Accept: w.host.Accept, Latency: 100 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	options.Transport, options.Logger = w.host.Transport(), w.log.logger()
	w.source = newSource(t, options)
	w.client, err = pcclient.New(pcclient.Options{
		BaseURL: "https://partner-center.test", Token: w.source, Transport: w.api.Transport(), Logger: w.log.logger(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) fault(t *testing.T, f pcsim.Fault) {
	t.Helper()
	if _, err := w.api.Fault(f); err != nil {
		t.Fatal(err)
	}
}

// read makes one call, and counts it.
func (w *world) read(ctx context.Context) (calls, retries int, err error) {
	meter := pcclient.NewMeter(0)
	page, err := w.client.DeviceBatches.List(pcclient.WithMeter(ctx, meter), pcsim.CustomerDocumented, "")
	if err == nil && len(page.Items) == 0 {
		err = errors.New("the answer is not complete")
	}
	return meter.Calls(), meter.Retries(), err
}

// inWorlds runs a test with each kind of credential, in virtual time.
func inWorlds(t *testing.T, host entra.Options, test func(*testing.T, *world)) {
	us := identity(t)
	for name, options := range map[string]Options{
		"client secret": {},
		"certificate":   {CertificateFile: writeFile(t, us.certificatePEM()+us.keyPEM(t))},
		"refresh token": {RefreshTokenFile: writeFile(t, signInToken)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, host, options)
				test(t, w)
				wantNoSecret(t, "the log", w.log.String())
			})
		})
	}
}

// want checks what a call cost.
func want(t *testing.T, what string, calls, retries, wantCalls, wantRetries int) {
	t.Helper()
	if calls != wantCalls || retries != wantRetries {
		t.Errorf("%s: %d calls with %d retries; want %d with %d", what, calls, retries, wantCalls, wantRetries)
	}
}

func TestRevokedTokenIsRenewed(t *testing.T) {
	t.Parallel()
	inWorlds(t, entra.Options{Rotation: entra.DetectReuse}, func(t *testing.T, w *world) {
		for _, what := range []string{"first", "kept"} {
			calls, retries, err := w.read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want(t, what, calls, retries, 1, 0)
		}
		w.host.Revoke()
		calls, retries, err := w.read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want(t, "revoked", calls, retries, 2, 1)
		if n := w.host.TokenRequests(); n != 2 {
			t.Errorf("%d token requests, want 2", n)
		}
	})
}

// TestRevokedUnderLoad revokes the token of a hundred calls that are under way.
func TestRevokedUnderLoad(t *testing.T) {
	t.Parallel()
	inWorlds(t, entra.Options{Rotation: entra.DetectReuse, Latency: time.Second}, func(t *testing.T, w *world) {
		get(t, w.source)
		w.host.Revoke()
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				calls, retries, err := w.read(t.Context())
				if err != nil {
					t.Error(err)
				}
				want(t, "one of a hundred", calls, retries, 2, 1)
			})
		}
		wg.Wait()
		if n := w.host.TokenRequests(); n != 2 {
			t.Errorf("%d token requests, want 2", n)
		}
	})
}

func TestRefusedForEver(t *testing.T) {
	t.Parallel()
	inWorlds(t, entra.Options{Rotation: entra.DetectReuse}, func(t *testing.T, w *world) {
		w.fault(t, pcsim.Fault{Kind: pcsim.KindStatus, Status: http.StatusUnauthorized, Shape: pcsim.ShapeEmpty})
		calls, retries, err := w.read(t.Context())
		e, ok := errors.AsType[*pcclient.Error](err)
		if !ok || e.Kind != pcclient.KindUnauthorized || e.Status != http.StatusUnauthorized {
			t.Errorf("error is %v", err)
		}
		want(t, "refused for ever", calls, retries, 2, 1)

		// Neither side is worn down by callers that go on asking.
		for range 300 {
			if _, _, err := w.read(t.Context()); pcclient.KindOf(err) != pcclient.KindUnauthorized {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if n := w.host.TokenRequests(); n < 4 || n > 9 {
			t.Errorf("%d token requests in a minute", n)
		}
	})
}

func TestRefusalsThatNoTokenMends(t *testing.T) {
	t.Parallel()
	for _, code := range []pcsim.Code{pcsim.CodeAudienceRefused, pcsim.CodeMFAClaimIsMissing} {
		inWorlds(t, entra.Options{}, func(t *testing.T, w *world) {
			w.fault(t, pcsim.Fault{Kind: pcsim.KindStatus, Status: http.StatusUnauthorized, Code: code})
			calls, retries, err := w.read(t.Context())
			e, ok := errors.AsType[*pcclient.Error](err)
			if !ok || e.Kind != pcclient.KindUnauthorized || e.Code != string(code) {
				t.Errorf("error is %v", err)
			}
			want(t, string(code), calls, retries, 1, 0)
			if n := w.host.TokenRequests(); n != 1 {
				t.Errorf("%s: %d token requests, want 1", code, n)
			}
		})
	}
}

// TestLoginHostIsDownForAMoment waits out a failure of the login host inside a call.
func TestLoginHostIsDownForAMoment(t *testing.T) {
	t.Parallel()
	inWorlds(t, entra.Options{}, func(t *testing.T, w *world) {
		if err := w.host.Fail(entra.Fault{Count: 2}); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		if _, _, err := w.read(t.Context()); err != nil || time.Since(begin) > 5*time.Second {
			t.Errorf("after %s: %v", time.Since(begin), err)
		}
	})
}

func TestCredentialIsNotAccepted(t *testing.T) {
	t.Parallel()
	inWorlds(t, entra.Options{}, func(t *testing.T, w *world) {
		if err := w.host.Fail(entra.Fault{Status: http.StatusUnauthorized, Error: "invalid_client", Number: 7000222}); err != nil {
			t.Fatal(err)
		}
		calls, _, err := w.read(t.Context())
		e, ok := errors.AsType[*pcclient.Error](err)
		if !ok || e.Kind != pcclient.KindUnauthorized || e.Code != "AADSTS7000222" || e.Status != 0 || e.Attempts != 1 || calls != 0 {
			t.Errorf("%d calls: %+v", calls, err)
		}
		wantNoSecret(t, "the error", fmt.Sprintf("%v %+v %v", err, err, e.Err))
		if text := w.log.String(); !strings.Contains(text, "the client secret has expired") {
			t.Errorf("the log says:\n%s", text)
		}
	})
}

// TestHoursOfCalls makes a call every half minute: each token is fetched once, and no
// call ever waits for one but the first.
func TestHoursOfCalls(t *testing.T) {
	t.Parallel()
	inWorlds(t, entra.Options{Rotation: entra.DetectReuse, Latency: time.Second}, func(t *testing.T, w *world) {
		for begin := time.Now(); time.Since(begin) < 6*time.Hour; time.Sleep(30 * time.Second) {
			asked := time.Now()
			calls, retries, err := w.read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want(t, "after "+asked.Sub(begin).String(), calls, retries, 1, 0)
			if waited := time.Since(asked); waited != 100*time.Millisecond && asked != begin {
				t.Fatalf("after %s: a call took %s", asked.Sub(begin), waited)
			}
		}
		if n := w.host.TokenRequests(); n != 7 { // one each 55 minutes
			t.Errorf("%d token requests", n)
		}
	})
}
