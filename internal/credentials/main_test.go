package credentials

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"software.sslmate.com/src/go-pkcs12"

	"pcgraph/internal/pcsim/entra"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	tenantID    = "contoso.example"
	clientID    = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
	secret      = "canary-secret"
	password    = "canary-password"
	signInToken = "canary-refresh-token"
)

// loginHost makes a login host that knows every kind of credential.
func loginHost(t testing.TB, options entra.Options) *entra.Server {
	t.Helper()
	options.Tenant, options.ClientID, options.ClientSecret = tenantID, clientID, secret
	options.Certificates = []*x509.Certificate{identity(t).certificate}
	options.RefreshToken = signInToken
	server, err := entra.New(options)
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// newSource makes a source that is closed with the test. Unless options say
// otherwise it has a client secret.
func newSource(t testing.TB, options Options) *Source {
	t.Helper()
	options.TenantID, options.ClientID = tenantID, clientID
	if options.CertificateFile == "" {
		options.ClientSecret = secret
	}
	source, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	return source
}

// get asks for a token that must be had.
func get(t testing.TB, source *Source) string {
	t.Helper()
	token, err := source.Token(t.Context())
	if err != nil || token == "" {
		t.Fatalf("token %q: %v", token, err)
	}
	return token
}

// testIdentity is an application's certificate with its key.
type testIdentity struct {
	key         *rsa.PrivateKey
	certificate *x509.Certificate
}

// Keys take long to make, so that all tests share two: one that is registered and one
// that is not.
var registeredOnce, strangerOnce = sync.OnceValues(newIdentity), sync.OnceValues(newIdentity)

func identity(t testing.TB) testIdentity { t.Helper(); return made(t, registeredOnce) }
func stranger(t testing.TB) testIdentity { t.Helper(); return made(t, strangerOnce) }

func made(t testing.TB, once func() (testIdentity, error)) testIdentity {
	t.Helper()
	i, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func newIdentity() (testIdentity, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return testIdentity{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "pcgraph"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return testIdentity{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	return testIdentity{key, certificate}, err
}

func (i testIdentity) certificatePEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.certificate.Raw}))
}

func (i testIdentity) keyPEM(t testing.TB) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func (i testIdentity) pfx(t testing.TB, encoder *pkcs12.Encoder, password string) string {
	t.Helper()
	content, err := encoder.Encode(i.key, i.certificate, nil, password)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func writeFile(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func contentOf(t testing.TB, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// transportFunc is a transport without a network.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// testLog keeps what is logged, at every level.
type testLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *testLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *testLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *testLog) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// wantNoSecret fails when a text shows a secret or a token. All of theirs begin with
// a word that nothing else has.
func wantNoSecret(t testing.TB, where, text string) {
	t.Helper()
	for _, hidden := range []string{"canary", "access-", "refresh-A", "PRIVATE KEY", "client_assertion"} {
		if strings.Contains(text, hidden) {
			t.Errorf("%s shows a secret (%q):\n%s", where, hidden, text)
		}
	}
}
