package entra

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	tenant   = "contoso.example"
	clientID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	secret   = "s3cret"
	base2    = "https://login.test/" + tenant + "/oauth2/v2.0/token"
	base1    = "https://login.test/" + tenant + "/oauth2/token"
	scope    = DefaultAudience + "/.default"
)

func newServer(t testing.TB, options Options) *Server {
	t.Helper()
	if options.Tenant == "" {
		options.Tenant, options.ClientID, options.ClientSecret = tenant, clientID, secret
	}
	s, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// answer is what came back, decoded into plain maps so that no test depends on the
// types that wrote it.
type answer struct {
	status int
	header http.Header
	body   map[string]any
}

func (a answer) text(name string) string {
	text, _ := a.body[name].(string)
	return text
}

// number is the error's AADSTS number, 0 when there is none.
func (a answer) number() int {
	numbers, _ := a.body["error_codes"].([]any)
	if len(numbers) == 0 {
		return 0
	}
	number, _ := numbers[0].(float64)
	return int(number)
}

// post sends a form made of names and values in turn; an empty value leaves the
// parameter out. What every request needs is put in unless it is given.
func post(t testing.TB, h http.Handler, target string, parameters ...string) answer {
	t.Helper()
	form := url.Values{"client_id": {clientID}, "client_secret": {secret}, "grant_type": {"client_credentials"}}
	if strings.Contains(target, "v2.0") {
		form.Set("scope", scope)
	} else {
		form.Set("resource", DefaultAudience)
	}
	for i := 0; i < len(parameters); i += 2 {
		form.Set(parameters[i], parameters[i+1])
		if parameters[i+1] == "" {
			form.Del(parameters[i])
		}
	}
	request := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	return send(t, h, request)
}

func send(t testing.TB, h http.Handler, request *http.Request) answer {
	t.Helper()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	a := answer{status: recorder.Code, header: recorder.Header()}
	_ = json.Unmarshal(recorder.Body.Bytes(), &a.body) // a body that is no object leaves the map nil
	return a
}

// identity is a key with its certificate.
type identity struct {
	key         *rsa.PrivateKey
	certificate *x509.Certificate
}

func newIdentity() (identity, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return identity{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "pcgraph"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return identity{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	return identity{key, certificate}, err
}

// Keys take long to make, so all tests share two: one that is registered and one
// that is not.
var registeredOnce, strangerOnce = sync.OnceValues(newIdentity), sync.OnceValues(newIdentity)

func made(t testing.TB, once func() (identity, error)) identity {
	t.Helper()
	i, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func registered(t testing.TB) identity { t.Helper(); return made(t, registeredOnce) }

func stranger(t testing.TB) identity { t.Helper(); return made(t, strangerOnce) }
