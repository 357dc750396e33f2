package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"pcgraph/internal/pcsim"
	"pcgraph/internal/pcsim/entra"
	"pcgraph/internal/service"
	"pcgraph/pcclient"
)

// productKeys are spelled like the simulator's.
var productKeys = regexp.MustCompile(`\d{5}-\d{5}-\d{4}-AA\w{3,}`)

// Whatever goes wrong at Partner Center, neither the log nor an error tells what the
// service shows it, what it says in its own words, or what it holds.
func TestSecretsDuringFaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, log := &witness{}, newLockedBuffer()
		sim, err := pcsim.New(pcsim.Options{Token: "canary-token"})
		if err != nil {
			t.Fatal(err)
		}
		logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		client, err := pcclient.New(pcclient.Options{
			BaseURL: "https://partner-center.test", Token: pcclient.StaticToken("canary-token"), Transport: sim.Transport(), Logger: logger, MaxBodyBytes: matrixMaxBody,
		})
		if err != nil {
			t.Fatal(err)
		}
		upstream, err := service.NewUpstream(client, service.UpstreamOptions{Credential: "canary-credential"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(upstream.Close)
		api, err := service.NewHandler(service.Options{Upstream: upstream, Callers: service.Everyone, CursorKey: []byte("canary-cursor-key"), Logger: logger})
		if err != nil {
			t.Fatal(err)
		}
		const query = `query ($id: ID!, $after: String) { customer(id: $id) { companyName deviceBatches { batchId } deviceBatch(batchId: "Large rollout") {
			devices(first: 250, after: $after) { nodes { productKey hardwareHash serialNumber } pageInfo { endCursor } } } } }`
		failed := 0
		for _, fault := range faultCases() {
			for _, f := range fault.faults {
				f.Description, f.Location = "canary-description", "https://canary-location.example/?canary-location"
				if _, err := sim.Fault(f); err != nil {
					t.Fatal(err)
				}
			}
			for _, variables := range []map[string]any{
				{"id": pcsim.CustomerDocumented},
				{"id": pcsim.CustomerStranger},
				{"id": pcsim.CustomerDocumented, "after": "canary-cursor"},
				{"id": "canary-id"},
				{"id": map[string]any{"canary-variable": true}},
			} {
				request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql?canary=query", strings.NewReader(operation(t, query, variables)))
				request.Header.Set("Content-Type", "application/json")
				request.Header.Set("Authorization", "Bearer canary-caller")
				request.Header.Set("Cookie", "canary-cookie")
				request.Header.Set("PCGraph-Explain", "1")
				response := httptest.NewRecorder()
				api.ServeHTTP(response, request)
				if strings.Contains(response.Body.String(), `"errors"`) {
					failed++
				}
				w.hearAnswer(t, fault.name, response.Result())
			}
			sim.ClearFaults()
			time.Sleep(2 * time.Minute)
		}
		w.hear("the log", log.String())
		// The continuation token of the second page is the customer's key to it.
		request := httptest.NewRequest(http.MethodGet, "/v1/customers/"+pcsim.CustomerDocumented+"/deviceBatches/Large%20rollout/devices", nil)
		request.Header.Set("Authorization", "Bearer canary-token")
		response := httptest.NewRecorder()
		sim.ServeHTTP(response, request)
		var page struct{ ContinuationToken string }
		if err := json.Unmarshal([]byte(strings.TrimPrefix(response.Body.String(), "\ufeff")), &page); err != nil || page.ContinuationToken == "" {
			t.Fatalf("%v: %.200s", err, response.Body)
		}
		w.told(t, "canary", page.ContinuationToken[:32])
		w.toldPatterns(t, map[string]*regexp.Regexp{"a product key": productKeys})
		if data := w.data.String(); failed < 4*len(faultCases()) || !productKeys.MatchString(data) {
			t.Errorf("only %d operations failed, or no product key was shown to who may see it", failed)
		}
	})
}

// The program's own credential shows nowhere, whatever the login host says to it.
func TestSecretsOfTheCredential(t *testing.T) {
	p := newPartner(t)
	file := filepath.Join(t.TempDir(), "refresh-token")
	if err := os.WriteFile(file, []byte(testSignedIn), 0o600); err != nil {
		t.Fatal(err)
	}
	w := &witness{}
	for name, fault := range map[string]entra.Fault{
		"none":        {},
		"refused":     {Status: 401, Error: "invalid_client", Number: 7000215},
		"expired":     {Status: 400, Error: "invalid_grant", Number: 700082},
		"unavailable": {Status: 503, Body: "client_secret=" + testSecret + "&refresh_token=" + testSignedIn},
		"an echo":     {Status: 400, Body: `{"error":"invalid_request","error_description":"` + testSecret + `","error_codes":[1]}`},
		"elsewhere":   {Status: 302, Location: "https://elsewhere.example/?" + testSecret},
	} {
		p.login.Heal()
		if fault.Status != 0 {
			if err := p.login.Fail(fault); err != nil {
				t.Fatal(err)
			}
		}
		s := p.start(t, "PCGRAPH_REFRESH_TOKEN_FILE="+file, "PCGRAPH_CURSOR_KEY=canary-cursor-key", "PCGRAPH_UPSTREAM_RETRIES=0")
		url, admin := s.find(t, `GraphQL on (http://\S+)`), s.find(t, `admin on (http://\S+)`)
		for range 2 {
			response, err := http.Post(url, "application/json", strings.NewReader(anyQuery))
			if err != nil {
				t.Fatal(err)
			}
			w.hearAnswer(t, name, response)
			w.admin(t, admin)
			p.login.Revoke()
		}
		s.stop(t)
		w.hear("the log, "+name, s.output.String())
	}
	w.told(t, "canary")
	w.toldPatterns(t, map[string]*regexp.Regexp{"a token of the login host": regexp.MustCompile(`(access|refresh)-[A-Z2-7]{20,}`)})
	if data := w.data.String(); !strings.Contains(data, "Test batch") {
		t.Errorf("no operation worked: %s", data)
	}
}

// A caller's token shows nowhere, be it good or not.
func TestSecretsOfCallers(t *testing.T) {
	sim, err := pcsim.New(pcsim.Options{Token: "canary-upstream"})
	if err != nil {
		t.Fatal(err)
	}
	upstream := httptest.NewServer(sim)
	defer upstream.Close()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var provider oidctest.Server
	issuer := httptest.NewServer(&provider)
	defer issuer.Close()
	provider.PublicKeys = []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "key", Algorithm: oidc.ES256}}
	provider.SetIssuer(issuer.URL)
	sign := func(audience, scope string, life time.Duration) string {
		return oidctest.SignIDToken(key, "key", oidc.ES256, fmt.Sprintf(
			`{"iss": %q, "aud": %q, "sub": "front end", "exp": %d, "scope": %q, "pcgraph_customers": %q, "email": "canary@example.com"}`,
			issuer.URL, audience, time.Now().Add(life).Unix(), scope, pcsim.CustomerDocumented))
	}
	all := sign("api", "customers:read devices:read devices:secrets", time.Hour)
	some := sign("api", "devices:read", time.Hour)
	late, other := sign("api", "devices:read", -time.Hour), sign("other", "devices:read", time.Hour)

	w := &witness{}
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		spans, err := io.ReadAll(r.Body)
		if err != nil || len(spans) == 0 {
			t.Errorf("traces of %d bytes, %v", len(spans), err)
		}
		w.hear("a trace", string(spans))
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")

	s := start(t, []string{"serve", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--auth", "jwt",
		"--oidc-issuer", issuer.URL, "--oidc-audience", "api", "--log-level", "debug", "--log-format", "json"},
		"PCGRAPH_UPSTREAM_URL="+upstream.URL, "PCGRAPH_UPSTREAM_TOKEN=canary-upstream")
	url := s.find(t, `GraphQL on (http://[^\s"]+)`)
	body := operation(t, `# canary-comment
		query ($id: ID!) { customer(id: $id) { companyName deviceBatch(batchId: "Test batch") { devices { nodes { productKey } } } } }`,
		map[string]any{"id": pcsim.CustomerDocumented})
	keys := 0
	for _, token := range []string{all, some, late, other, all + "x", "canary-no-token", strings.Repeat("canary", 2000), "canary canary"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"?access_token=canary-in-the-address", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		before := w.data.Len()
		w.hearAnswer(t, "the answer", response)
		shown := productKeys.MatchString(w.data.String()[before:])
		if shown != (token == all) {
			t.Errorf("product keys are shown: %v", shown)
		}
		if shown {
			keys++
		}
	}
	w.admin(t, s.find(t, `admin on (http://[^\s"]+)`))
	http.DefaultClient.CloseIdleConnections()
	s.stop(t)
	w.hear("the log", s.output.String())
	if !w.heardFrom("a trace") || !w.heardFrom("/metrics") {
		t.Error("no trace or no metric was heard")
	}
	secrets := []string{"canary"}
	for _, token := range []string{all, some, late, other} {
		secrets = append(secrets, strings.Split(token, ".")[1:]...) // the first part is the same for all tokens
	}
	w.told(t, secrets...)
	w.toldPatterns(t, map[string]*regexp.Regexp{"a product key": productKeys})
	if keys != 1 {
		t.Errorf("%d answers have product keys", keys)
	}
}

// What is wrong with a secret is said without it.
func TestSecretsOnTheCommandLine(t *testing.T) {
	t.Parallel()
	w := &witness{}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("canary\x00in a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const serve = "serve --addr 127.0.0.1:0 --admin-addr 127.0.0.1:0 --auth none "
	for _, arguments := range []string{
		serve + "--upstream-token canary", serve + "--upstream-token=canary", serve + "--client-secret=canary", serve + "canary",
		serve + "--cursor-key canary", serve + "--client-id canary", serve + "--tenant-id canary/", serve + "--client-secret-file canary",
		serve + "--upstream-token-file " + file, serve + "--upstream-url https://canary:canary@host", serve,
	} {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var said strings.Builder
		code := run(ctx, strings.Fields(arguments), []string{
			"PCGRAPH_UPSTREAM_TOKEN=canary with spaces", "PCGRAPH_CLIENT_SECRET=canary", "PCGRAPH_CURSOR_KEY=canary",
			"PCGRAPH_UPSTREAM_TOKEN_FILE=/canary", "PCGRAPH_CLIENT_CERTIFICATE_PASSWORD=canary",
		}, &said, &said)
		if code != 2 {
			t.Errorf("%q: exit code %d", arguments, code)
		}
		w.hear(arguments[:len("serve")], said.String())
	}
	w.told(t, "canary")
}
