package entra

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestClientSecret(t *testing.T) {
	t.Parallel()
	for target, number := range map[string]any{base1: "3600", base2: 3600.0} {
		s := newServer(t, Options{})
		a := post(t, s, target)
		if a.status != http.StatusOK || a.text("token_type") != "Bearer" || a.body["expires_in"] != number || a.body["refresh_token"] != nil {
			t.Errorf("%s: %d %v", target, a.status, a.body)
		}
		if _, isString := a.body["expires_on"].(string); isString != (target == base1) {
			t.Errorf("%s: expires_on is %v", target, a.body["expires_on"])
		}
		token := a.text("access_token")
		if !s.Accept(token) || s.Accept("") || s.Accept(token+"x") {
			t.Errorf("%s: not the issued token alone is accepted", target)
		}
		if again := post(t, s, target).text("access_token"); again == token || !s.Accept(token) {
			t.Errorf("%s: a second token is %q, the first %q", target, again, token)
		}
		s.Revoke()
		if s.Accept(token) {
			t.Errorf("%s: a revoked token is accepted", target)
		}
		if got := s.TokenRequests(); got != 2 || s.Calls()["POST "+strings.TrimPrefix(target, "https://login.test")] != 2 {
			t.Errorf("%s: %d requests counted, %v", target, got, s.Calls())
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		target     string
		parameters []string
		status     int
		error      string
		number     int
	}{
		"unknown tenant":     {"https://login.test/fabrikam.example/oauth2/v2.0/token", nil, 400, "invalid_request", 90002},
		"no client":          {base2, []string{"client_id", ""}, 400, "invalid_request", 900144},
		"unknown client":     {base2, []string{"client_id", "other"}, 400, "unauthorized_client", 700016},
		"wrong secret":       {base2, []string{"client_secret", "wrong"}, 401, "invalid_client", 7000215},
		"no secret":          {base2, []string{"client_secret", ""}, 401, "invalid_client", 7000218},
		"no grant":           {base2, []string{"grant_type", ""}, 400, "invalid_request", 900144},
		"unknown grant":      {base2, []string{"grant_type", "password"}, 400, "unsupported_grant_type", 70003},
		"no scope":           {base2, []string{"scope", ""}, 400, "invalid_scope", 70011},
		"two scopes":         {base2, []string{"scope", scope + " " + scope}, 400, "invalid_scope", 70011},
		"a user's scope":     {base2, []string{"scope", DefaultAudience + "/user_impersonation"}, 400, "invalid_scope", 1002012},
		"another API":        {base2, []string{"scope", "https://graph.windows.net/.default"}, 400, "invalid_resource", 500011},
		"v1 without API":     {base1, []string{"resource", ""}, 400, "invalid_request", 900144},
		"v1 for another API": {base1, []string{"resource", "https://graph.windows.net"}, 400, "invalid_resource", 500011},
		"bad assertion":      {base2, []string{"client_assertion", "x.y.z", "client_assertion_type", assertionType}, 401, "invalid_client", 50027},
		"assertion untyped":  {base2, []string{"client_assertion", "x.y.z"}, 400, "invalid_request", 900144},
		"unknown refresh":    {base2, []string{"grant_type", "refresh_token", "refresh_token", "x"}, 400, "invalid_grant", 9002313},
		"no refresh":         {base2, []string{"grant_type", "refresh_token"}, 400, "invalid_request", 900144},
		"too long":           {base2, []string{"client_secret", strings.Repeat("x", longestForm)}, 400, "invalid_request", 900144},
	} {
		s := newServer(t, Options{})
		a := post(t, s, test.target, test.parameters...)
		if a.status != test.status || a.text("error") != test.error || a.number() != test.number {
			t.Errorf("%s: %d %v", name, a.status, a.body)
		}
		if !strings.HasPrefix(a.text("error_description"), "AADSTS") || a.text("trace_id") == "" || a.text("timestamp") == "" || a.text("correlation_id") == "" {
			t.Errorf("%s: not the recorded shape: %v", name, a.body)
		}
	}
}

func TestSecretsBelongIntoTheBody(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	query := "?grant_type=client_credentials&client_id=" + clientID + "&client_secret=" + secret + "&scope=" + scope
	request := httptest.NewRequest(http.MethodPost, base2+query, nil)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if a := send(t, s, request); a.status != 400 || a.number() != 900144 {
		t.Errorf("in the query: %d %v", a.status, a.body)
	}
	if a := send(t, s, httptest.NewRequest(http.MethodGet, base2+query, nil)); a.status != 400 || a.number() != 900561 {
		t.Errorf("GET: %d %v", a.status, a.body)
	}
}

func TestTokensEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{TokenLife: 10 * time.Minute})
		token := post(t, s, base2).text("access_token")
		time.Sleep(10*time.Minute - time.Second)
		if !s.Accept(token) {
			t.Error("refused before its end")
		}
		time.Sleep(time.Second)
		if s.Accept(token) {
			t.Error("accepted after its end")
		}
		post(t, s, base2)
		if len(s.accessTokens) != 1 {
			t.Errorf("%d tokens are kept, want the new one", len(s.accessTokens))
		}
	})
}

func TestRotation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rotation         Rotation
		oldWorks, newToo bool
	}{
		"single use":   {SingleUse, false, true},
		"detect reuse": {DetectReuse, false, false},
		"keep old":     {KeepOld, true, true},
	} {
		s := newServer(t, Options{Tenant: tenant, ClientID: clientID, ClientSecret: secret, RefreshToken: "first", Rotation: test.rotation})
		use := func(token string) answer {
			return post(t, s, base2, "grant_type", "refresh_token", "refresh_token", token, "scope", DefaultAudience+"/user_impersonation offline_access")
		}
		a := use("first")
		second := a.text("refresh_token")
		if a.status != 200 || second == "" || second == "first" || !s.Accept(a.text("access_token")) || a.text("scope") != DefaultAudience+"/user_impersonation" {
			t.Fatalf("%s: %d %v", name, a.status, a.body)
		}
		if old := use("first"); (old.status == 200) != test.oldWorks || !test.oldWorks && old.number() != 50173 {
			t.Errorf("%s: the used token: %d %v", name, old.status, old.body)
		}
		if next := use(second); (next.status == 200) != test.newToo {
			t.Errorf("%s: the new token: %d %v", name, next.status, next.body)
		}
		s.RevokeSignIn()
		if a := use(second); a.status != 400 || a.text("error") != "invalid_grant" {
			t.Errorf("%s: revoked: %d %v", name, a.status, a.body)
		}
	}
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{Tenant: tenant, ClientID: clientID, ClientSecret: secret, RefreshToken: "first", Rotation: KeepOld})
		use := func(target string, parameters ...string) answer {
			return post(t, s, target, append([]string{"grant_type", "refresh_token", "refresh_token", "first"}, parameters...)...)
		}
		if a := use(base1); a.text("scope") != "user_impersonation" || a.text("refresh_token") == "" || a.text("resource") != DefaultAudience {
			t.Errorf("v1: %v", a.body)
		}
		if a := use(base2); a.status != 200 || a.text("refresh_token") != "" {
			t.Errorf("without offline_access: %v", a.body)
		}
		for scope, number := range map[string]int{
			"": 900144, "offline_access": 900144, "User.Read": 70011, "https://graph.windows.net/user_impersonation": 500011,
		} {
			if a := use(base2, "scope", scope); a.number() != number {
				t.Errorf("scope %q: %v", scope, a.body)
			}
		}
		if a := use(base2, "client_secret", "wrong"); a.status != 401 {
			t.Errorf("with a wrong secret: %v", a.body)
		}
		time.Sleep(90 * 24 * time.Hour)
		if a := use(base2); a.number() != 700082 {
			t.Errorf("after 90 days: %v", a.body)
		}
	})
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for _, f := range []Fault{
		{Count: 2, RetryAfter: "7", Body: "<html>"},
		{Status: 401, Error: "invalid_client", Number: 7000222, Count: 1},
		{Status: 307, Location: "https://elsewhere.example/", Count: 1},
	} {
		if err := s.Fail(f); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []int{503, 503, 401, 307, 200} {
		a := post(t, s, base2)
		if a.status != want {
			t.Errorf("answer %d is %d, want %d", i, a.status, want)
		}
		if want == 503 && a.header.Get("Retry-After") != "7" || want == 401 && a.number() != 7000222 {
			t.Errorf("answer %d: %v %v", i, a.header, a.body)
		}
	}
	if err := s.Fail(Fault{}); err != nil {
		t.Fatal(err)
	}
	if a := post(t, s, base2); a.status != 503 {
		t.Errorf("a fault for ever: %d", a.status)
	}
	s.Heal()
	if a := post(t, s, base2); a.status != 200 {
		t.Errorf("healed: %d", a.status)
	}
	if s.Fail(Fault{Status: 200}) == nil || s.Fail(Fault{Count: -1}) == nil {
		t.Error("a fault that is none was taken")
	}
}

func TestDiscovery(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	get := func(target string) answer { return send(t, s, httptest.NewRequest(http.MethodGet, target, nil)) }
	configuration := "https://login.test/" + tenant + "/v2.0/.well-known/openid-configuration"
	a := get(configuration)
	if a.text("token_endpoint") != base2 || a.text("issuer") != "https://login.microsoftonline.com/"+tenant+"/v2.0" {
		t.Errorf("configuration: %v", a.body)
	}
	if a := get("http://login.test/" + tenant + "/v2.0/.well-known/openid-configuration"); a.text("token_endpoint") != strings.Replace(base2, "https", "http", 1) {
		t.Errorf("over http: %v", a.body)
	}
	if a := get("https://login.test/other/v2.0/.well-known/openid-configuration"); a.status != 400 || a.number() != 90002 {
		t.Errorf("of another tenant: %v", a.body)
	}
	const instance = "https://login.test/common/discovery/instance?api-version=1.1&authorization_endpoint=https://"
	if a := get(instance + "login.test/" + tenant + "/oauth2/v2.0/authorize"); a.text("tenant_discovery_endpoint") != configuration {
		t.Errorf("instance: %v", a.body)
	}
	if a := get(instance + "login.evil/x/oauth2/v2.0/authorize"); a.status != 400 || a.text("error") != "invalid_instance" {
		t.Errorf("unknown instance: %v", a.body)
	}
	if a := get("https://login.test/nothing/here"); a.status != 404 {
		t.Errorf("no such path: %d", a.status)
	}
}

func TestTransport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{Latency: time.Second})
		client := &http.Client{Transport: s.Transport()}
		start := time.Now()
		response, err := client.PostForm(base2, map[string][]string{
			"client_id": {clientID}, "client_secret": {secret}, "grant_type": {"client_credentials"}, "scope": {scope},
		})
		if err != nil || response.StatusCode != 200 || response.ContentLength <= 0 || time.Since(start) != time.Second {
			t.Errorf("%v after %v: %v", response, time.Since(start), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, base2, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Do(request); err == nil || time.Since(start) != time.Second+time.Millisecond {
			t.Errorf("the context is over: %v after %v", err, time.Since(start))
		}
	})
}

func TestOptions(t *testing.T) {
	t.Parallel()
	_, err := New(Options{Rotation: 7, TokenLife: -1, RefreshTokenLife: -1, Latency: -1, Tenant: "a/b", Certificates: append(registeredCertificates(t), nil)})
	for _, name := range []string{"Tenant", "ClientID", "Rotation", "TokenLife", "RefreshTokenLife", "Latency", "Certificates"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not in %v", name, err)
		}
	}
}
