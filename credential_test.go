package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pcgraph/internal/pcsim"
	"pcgraph/internal/pcsim/entra"
)

const (
	testTenant   = "contoso.example"
	testClient   = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	testSecret   = "canary-secret"
	testSignedIn = "canary-refresh-token"
)

// partner is a login host and a Partner Center that takes its tokens alone.
type partner struct {
	login     *entra.Server
	api       *pcsim.Server
	loginURL  string
	apiURL    string
	variables []string // what leads the program there; the client secret is among it
}

func newPartner(t *testing.T) *partner {
	t.Helper()
	var p partner
	var err error
	p.login, err = entra.New(entra.Options{
		Tenant: testTenant, ClientID: testClient, ClientSecret: testSecret, RefreshToken: testSignedIn, Rotation: entra.DetectReuse,
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.api, err = pcsim.New(pcsim.Options{Accept: p.login.Accept}); err != nil {
		t.Fatal(err)
	}
	for handler, url := range map[http.Handler]*string{p.login: &p.loginURL, p.api: &p.apiURL} {
		server := httptest.NewServer(handler)
		t.Cleanup(server.Close)
		*url = server.URL
	}
	p.variables = []string{
		"PCGRAPH_AUTH=none", "PCGRAPH_LOG_LEVEL=debug", "PCGRAPH_UPSTREAM_URL=" + p.apiURL, "PCGRAPH_AUTHORITY_URL=" + p.loginURL,
		"PCGRAPH_TENANT_ID=" + testTenant, "PCGRAPH_CLIENT_ID=" + testClient, "PCGRAPH_CLIENT_SECRET=" + testSecret,
	}
	return &p
}

func (p *partner) start(t *testing.T, variables ...string) *started {
	t.Helper()
	return start(t, []string{"serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--cache-ttl", "0"}, append(variables, p.variables...)...)
}

const anyQuery = `{"query":"{ customer(id: \"` + pcsim.CustomerDocumented + `\") { companyName deviceBatches { batchId } } }"}`

// The program gets its own tokens, has a refused one replaced, and says in all it
// prints and answers neither what it proved itself with nor what it got for it.
func TestServeWithEntraCredentials(t *testing.T) {
	for name, withUser := range map[string]bool{"client secret": false, "refresh token": true} {
		t.Run(name, func(t *testing.T) {
			p := newPartner(t)
			var variables []string
			file := filepath.Join(t.TempDir(), "refresh-token")
			if withUser {
				if err := os.WriteFile(file, []byte(testSignedIn), 0o600); err != nil {
					t.Fatal(err)
				}
				variables = append(variables, "PCGRAPH_REFRESH_TOKEN_FILE="+file)
			}
			var said strings.Builder
			for run := 1; run <= 2; run++ { // the refresh token of the second is the first one's last
				s := p.start(t, variables...)
				url, admin := s.find(t, `GraphQL on (http://\S+)`), s.find(t, `admin on (http://\S+)`)
				if status, body := get(t, admin+"/readyz"); status != http.StatusOK {
					t.Errorf("run %d: not ready: %s", run, body)
				}
				for _, what := range []string{"first", "with a kept token", "with a revoked token"} {
					if what == "with a revoked token" {
						p.login.Revoke()
					}
					answer := post(t, url, anyQuery)
					if strings.Contains(answer, "errors") || !strings.Contains(answer, `"batchId":"Test batch"`) {
						t.Errorf("run %d: the query %s answers %s", run, what, answer)
					}
					said.WriteString(answer)
				}
				if n := p.login.TokenRequests(); n != 2*run {
					t.Errorf("run %d: %d token requests in all, want %d", run, n, 2*run)
				}
				s.stop(t)
				said.WriteString(s.output.String())
			}
			for _, hidden := range []string{"canary", "access-", "refresh-A"} {
				if strings.Contains(said.String(), hidden) {
					t.Errorf("%q is in what the program says:\n%s", hidden, &said)
				}
			}
			if withUser {
				if content, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(content), "refresh-") {
					t.Errorf("the file holds %q: %v", content, err)
				}
			}
		})
	}
}

// What the login host refuses is not asked of Partner Center: the program is not
// ready, and says why to its operator alone.
func TestServeWithRefusedCredential(t *testing.T) {
	p := newPartner(t)
	if err := p.login.Fail(entra.Fault{Status: http.StatusUnauthorized, Error: "invalid_client", Number: 7000222}); err != nil {
		t.Fatal(err)
	}
	s := p.start(t)
	url, admin := s.find(t, `GraphQL on (http://\S+)`), s.find(t, `admin on (http://\S+)`)
	status, body := get(t, admin+"/readyz")
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "the client secret has expired") || !strings.Contains(body, "AADSTS7000222") {
		t.Errorf("/readyz answers %d %s", status, body)
	}
	answer := post(t, url, anyQuery)
	if !strings.Contains(answer, `"code":"UPSTREAM_AUTH"`) || strings.Contains(answer, "secret has expired") || p.api.TotalCalls() != 0 {
		t.Errorf("%d upstream calls: %s", p.api.TotalCalls(), answer)
	}
	s.find(t, "the client secret has expired")
	s.stop(t)
}

// A refusal that lasts costs one more call, and one of a kind that no token mends
// costs none.
func TestRefusalsAtPartnerCenter(t *testing.T) {
	for name, test := range map[string]struct {
		fault          pcsim.Fault
		calls, fetches int
	}{
		"for ever":         {pcsim.Fault{Kind: pcsim.KindStatus, Status: 401, Shape: pcsim.ShapeEmpty}, 2, 2},
		"no second factor": {pcsim.Fault{Kind: pcsim.KindStatus, Status: 401, Code: pcsim.CodeMFAClaimIsMissing}, 1, 1},
		"wrong audience":   {pcsim.Fault{Kind: pcsim.KindStatus, Status: 401, Code: pcsim.CodeAudienceRefused}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPartner(t)
			if _, err := p.api.Fault(test.fault); err != nil {
				t.Fatal(err)
			}
			s := p.start(t)
			url := s.find(t, `GraphQL on (http://\S+)`)
			answer := post(t, url, `{"query":"{ customer(id: \"`+pcsim.CustomerDocumented+`\") { companyName } }"}`)
			if !strings.Contains(answer, `"code":"UPSTREAM_AUTH"`) || !strings.Contains(answer, `"code":"`+string(test.fault.Code)) {
				t.Errorf("answers %s", answer)
			}
			if calls, fetches := p.api.TotalCalls(), p.login.TokenRequests(); calls != test.calls || fetches != test.fetches {
				t.Errorf("%d calls and %d token requests; want %d and %d", calls, fetches, test.calls, test.fetches)
			}
			s.stop(t)
		})
	}
}

// A credential that can never work stops the start, with a sentence.
func TestCredentialThatCannotBeUsed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "certificate.pem")
	if err := os.WriteFile(file, []byte("canary"), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	environ := []string{"PCGRAPH_AUTH=none", "PCGRAPH_TENANT_ID=" + testTenant, "PCGRAPH_CLIENT_ID=" + testClient, "PCGRAPH_CLIENT_CERTIFICATE_FILE=" + file}
	code := run(context.Background(), []string{"serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0"}, environ, io.Discard, &stderr)
	if code != exitFailed || !strings.Contains(stderr.String(), "must hold a certificate and its RSA key") || strings.Contains(stderr.String(), "canary") {
		t.Errorf("exit code %d, %s", code, &stderr)
	}
}
