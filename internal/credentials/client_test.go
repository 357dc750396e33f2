package credentials

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"pcgraph/internal/pcsim/entra"
	"pcgraph/pcclient"
)

// tlsLoginHost is a login host behind a real TLS socket, and the options that lead
// to it.
func tlsLoginHost(t *testing.T, options entra.Options) (*entra.Server, Options) {
	t.Helper()
	host := loginHost(t, options)
	server := httptest.NewUnstartedServer(host)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that do not trust it
	server.StartTLS()
	t.Cleanup(server.Close)
	return host, Options{AuthorityURL: server.URL, Transport: server.Client().Transport}
}

func TestClientSecretOverTLS(t *testing.T) {
	t.Parallel()
	host, options := tlsLoginHost(t, entra.Options{})
	source := newSource(t, options)
	token := get(t, source)
	if !host.Accept(token) || get(t, source) != token {
		t.Error("not a token of the login host, kept")
	}
	if calls := host.Calls(); host.TokenRequests() != 1 || calls["GET /common/discovery/instance"] != 0 {
		t.Errorf("calls are %v; want no question whether the authority is one", calls)
	}
}

func TestLoginHostThatIsNotTrusted(t *testing.T) {
	t.Parallel()
	host, options := tlsLoginHost(t, entra.Options{})
	options.Transport = nil
	err := newSource(t, options).Check(t.Context())
	if err == nil || !strings.Contains(err.Error(), "certificate") || host.TokenRequests() != 0 {
		t.Errorf("%d token requests: %v", host.TokenRequests(), err)
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	us, other := identity(t), stranger(t)
	for name, test := range map[string]struct {
		content, password string
	}{
		"PEM":                    {us.certificatePEM() + us.keyPEM(t), ""},
		"PEM, the key first":     {us.keyPEM(t) + us.certificatePEM(), ""},
		"PEM with text":          {"Bag Attributes\n  friendlyName: x\n" + us.certificatePEM() + "Key Attributes\n" + us.keyPEM(t), ""},
		"PEM, PKCS #1":           {us.certificatePEM() + string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(us.key)})), ""},
		"PEM with other":         {other.certificatePEM() + us.certificatePEM() + us.keyPEM(t), ""},
		"PFX, 3DES":              {us.pfx(t, pkcs12.LegacyDES, password), password},
		"PFX, RC2":               {us.pfx(t, pkcs12.LegacyRC2, password), password},
		"PFX, AES":               {us.pfx(t, pkcs12.Modern, password), password},
		"PFX without a password": {us.pfx(t, pkcs12.Passwordless, ""), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			host, options := tlsLoginHost(t, entra.Options{})
			options.CertificateFile = writeFile(t, test.content)
			options.CertificatePassword = Secret(test.password)
			source := newSource(t, options)
			if token := get(t, source); !host.Accept(token) {
				t.Error("not a token of the login host")
			}
			if got, want := string(source.CursorKey()), string(deriveKey(mustDER(t, us))); got != want {
				t.Error("the cursor key depends on the file's form")
			}
		})
	}
}

func mustDER(t *testing.T, i testIdentity) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestCertificateThatIsNotRegistered(t *testing.T) {
	t.Parallel()
	other := stranger(t)
	_, options := tlsLoginHost(t, entra.Options{})
	options.CertificateFile = writeFile(t, other.certificatePEM()+other.keyPEM(t))
	err := newSource(t, options).Check(t.Context())
	if err == nil || !strings.HasSuffix(err.Error(), "(AADSTS700027)") {
		t.Errorf("error is %v", err)
	}
}

func TestCertificatesThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	us, other := identity(t), stranger(t)
	elliptic, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(elliptic)
	if err != nil {
		t.Fatal(err)
	}
	ellipticPEM := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	for name, test := range map[string]struct{ content, password, want string }{
		"no key":             {us.certificatePEM(), "", "found no private key"},
		"no certificate":     {us.keyPEM(t), "", "found no certificate"},
		"another's key":      {us.certificatePEM() + other.keyPEM(t), "", "key doesn't match any certificate"},
		"an elliptic key":    {us.certificatePEM() + ellipticPEM, "", "must be an RSA key"},
		"encrypted PEM":      {us.certificatePEM() + string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("canary")})), password, "make a PFX file"},
		"encrypted old PEM":  {us.certificatePEM() + string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "DES"}, Bytes: []byte("canary")})), password, "make a PFX file"},
		"PEM and a password": {us.certificatePEM() + us.keyPEM(t), password, "a PEM file takes no password"},
		"wrong password":     {us.pfx(t, pkcs12.Modern, password), "wrong", "decryption password incorrect"},
		"no password":        {us.pfx(t, pkcs12.Modern, password), "", "decryption password incorrect"},
		"nothing":            {"", "", "must hold a certificate"},
		"something else":     {"canary", "", "must hold a certificate"},
		"too large":          {strings.Repeat("canary", maxFileBytes), "", "larger than 1048576 bytes"},
	} {
		file := writeFile(t, test.content)
		_, err := New(Options{TenantID: tenantID, ClientID: clientID, CertificateFile: file, CertificatePassword: Secret(test.password)})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantNoSecret(t, name, err.Error())
		if strings.Contains(err.Error(), file) {
			t.Errorf("%s: the path is shown: %v", name, err)
		}
	}
}

// TestClouds looks where the requests go, and for what.
func TestClouds(t *testing.T) {
	t.Parallel()
	for cloud, want := range map[Cloud]struct{ host, audience string }{
		"":     {"login.microsoftonline.com", "https://api.partnercenter.microsoft.com"},
		Global: {"login.microsoftonline.com", "https://api.partnercenter.microsoft.com"},
		USGov:  {"login.microsoftonline.us", "https://api.partnercenter.microsoft.com"},
		China:  {"login.chinacloudapi.cn", "https://partner.partnercenterapi.microsoftonline.cn"},
	} {
		for kind, refresh := range map[string]string{"/.default": "", "/user_impersonation offline_access": writeFile(t, signInToken)} {
			host := loginHost(t, entra.Options{Audience: want.audience})
			var hosts, scopes []string
			source := newSource(t, Options{Cloud: cloud, RefreshTokenFile: refresh, Transport: transportFunc(func(req *http.Request) (*http.Response, error) {
				hosts = append(hosts, req.URL.Scheme+"://"+req.URL.Host)
				if req.Body != nil {
					body, err := io.ReadAll(req.Body)
					if err != nil {
						return nil, err
					}
					form, err := url.ParseQuery(string(body))
					if err != nil {
						return nil, err
					}
					scopes = append(scopes, form.Get("scope"))
					req.Body = io.NopCloser(strings.NewReader(string(body)))
				}
				return host.Transport().RoundTrip(req)
			})})
			get(t, source)
			if hosts = slices.Compact(hosts); len(hosts) != 1 || hosts[0] != "https://"+want.host {
				t.Errorf("%s: asked %v", cloud, hosts)
			}
			// MSAL adds scopes that an application's token has no use for.
			if len(scopes) != 1 || !strings.HasPrefix(scopes[0], want.audience+kind) {
				t.Errorf("%s: scopes %q", cloud, scopes)
			}
		}
	}
}

// TestPlainHTTP makes sure that a credential goes over plain HTTP to this machine
// only, or where the operator says so.
func TestPlainHTTP(t *testing.T) {
	t.Parallel()
	for name, refresh := range map[string]string{"client secret": "", "refresh token": writeFile(t, signInToken)} {
		host := loginHost(t, entra.Options{Rotation: entra.KeepOld})
		server := httptest.NewServer(host)
		source := newSource(t, Options{AuthorityURL: server.URL, RefreshTokenFile: refresh})
		if token := get(t, source); !host.Accept(token) {
			t.Errorf("%s: not a token of the login host", name)
		}
		source.Close()
		server.Close()

		source = newSource(t, Options{AuthorityURL: "http://login.test", AllowInsecureHTTP: true, Transport: host.Transport(), RefreshTokenFile: refresh})
		get(t, source)
		_, err := New(Options{AuthorityURL: "http://login.test", TenantID: tenantID, ClientID: clientID, ClientSecret: secret, RefreshTokenFile: refresh})
		if err == nil || !strings.Contains(err.Error(), "AuthorityURL must be https") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTokenEndpointElsewhere has a login host whose documents lead to plain HTTP.
func TestTokenEndpointElsewhere(t *testing.T) {
	t.Parallel()
	host := loginHost(t, entra.Options{})
	source := newSource(t, Options{AuthorityURL: "https://login.test", Transport: transportFunc(func(req *http.Request) (*http.Response, error) {
		resp, err := host.Transport().RoundTrip(req)
		if err != nil {
			return nil, err
		}
		body, err := readAll(resp.Body)
		resp.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), "https://login.test", "http://elsewhere.test")))
		return resp, err
	})})
	err := source.Check(t.Context())
	if err == nil || err.Error() != "the login host names a token endpoint with plain http; check the authority URL" || host.TokenRequests() != 0 {
		t.Errorf("%d token requests: %v", host.TokenRequests(), err)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the credential went to %s", r.URL)
	}))
	t.Cleanup(elsewhere.Close)
	for name, refresh := range map[string]string{"client secret": "", "refresh token": writeFile(t, signInToken)} {
		host, options := tlsLoginHost(t, entra.Options{})
		if err := host.Fail(entra.Fault{Status: 307, Location: elsewhere.URL}); err != nil {
			t.Fatal(err)
		}
		options.RefreshTokenFile = refresh
		err := newSource(t, options).Check(t.Context())
		if err == nil || !strings.HasPrefix(err.Error(), "the login host redirects") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDocumentsThatAreNone(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a page": "<html>canary", "nothing": "", "another's": `{"issuer":"https://canary.test","authorization_endpoint":"https://canary.test","token_endpoint":"https://canary.test"}`,
	} {
		source := newSource(t, Options{AuthorityURL: "https://login.test", Transport: transportFunc(func(*http.Request) (*http.Response, error) {
			return response(200, body), nil
		})})
		_, err := source.Token(t.Context())
		if pcclient.KindOf(err) != pcclient.KindUnavailable || source.Check(t.Context()).Error() != "the login host's answer is not one of Entra ID; check the authority URL" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
