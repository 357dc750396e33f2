package callers

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"go.uber.org/goleak"

	"pcgraph/graph/access"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	issuerURL = "https://login.example/tenant"
	audience  = "api://pcgraph"
	customer  = "47021739-3426-40bf-9601-61b4b6d7c793"
)

// Making RSA keys is slow, so that the tests share theirs.
var (
	rsaKey     = sync.OnceValue(func() crypto.Signer { return must(rsa.GenerateKey(rand.Reader, 2048)) })
	otherKey   = sync.OnceValue(func() crypto.Signer { return must(rsa.GenerateKey(rand.Reader, 2048)) })
	ecKey      = sync.OnceValue(func() crypto.Signer { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) })
	edwardsKey = sync.OnceValue(func() crypto.Signer {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return must(key, err)
	})
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// identityProvider is an OpenID Connect issuer without a socket, which runs in virtual time too. It publishes the keys
// that it is given, and signs whatever it is told to.
type identityProvider struct {
	mu      sync.Mutex
	keys    map[string]crypto.Signer
	fetches int // of the keys
	// answer stands in for an answer of its own; nil for none.
	answer func(*http.Request) (*http.Response, error)
}

func newIdentityProvider() *identityProvider {
	return &identityProvider{keys: map[string]crypto.Signer{"rsa": rsaKey(), "ec": ecKey(), "ed": edwardsKey()}}
}

func (p *identityProvider) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func (p *identityProvider) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fetches
}

func (p *identityProvider) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	answer := p.answer
	p.mu.Unlock()
	if answer != nil {
		if response, err := answer(r); response != nil || err != nil {
			return response, err
		}
	}
	switch r.URL.String() {
	case issuerURL + "/.well-known/openid-configuration":
		return jsonResponse(http.StatusOK, map[string]any{"issuer": issuerURL, "jwks_uri": issuerURL + "/keys"}), nil
	case issuerURL + "/keys":
		p.mu.Lock()
		defer p.mu.Unlock()
		p.fetches++
		return jsonResponse(http.StatusOK, p.published()), nil
	}
	return jsonResponse(http.StatusNotFound, nil), nil
}

func (p *identityProvider) published() any {
	set := []any{
		map[string]any{"kty": "unheard of", "kid": "rsa"},
		jose.JSONWebKey{KeyID: "encryption", Use: "enc", Key: otherKey().Public()},
	}
	for id, key := range p.keys {
		set = append(set, jose.JSONWebKey{KeyID: id, Use: "sig", Key: key.Public()})
	}
	return map[string]any{"keys": set}
}

func jsonResponse(status int, body any) *http.Response {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
	return w.Result()
}

// saying returns the claims of a good token, changed by others; nil takes one away.
func saying(others map[string]any) map[string]any {
	said := map[string]any{
		"iss": issuerURL, "aud": audience, "sub": "someone", "exp": time.Now().Add(time.Hour).Unix(),
		"scope": "devices:read customers:read", DefaultGrantsClaim: []string{customer},
	}
	maps.Copy(said, others)
	maps.DeleteFunc(said, func(_ string, value any) bool { return value == nil })
	return said
}

// signed makes a token. An empty key ID leaves it out.
func signed(t testing.TB, algorithm jose.SignatureAlgorithm, key any, keyID string, said map[string]any) string {
	t.Helper()
	options := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{}}
	if keyID != "" {
		options.ExtraHeaders["kid"] = keyID
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, options)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	return must(jws.CompactSerialize())
}

// good makes a token that the issuer would sign.
func good(t testing.TB, others map[string]any) string {
	t.Helper()
	return signed(t, jose.ES256, ecKey(), "ec", saying(others))
}

func newTestIssuer(t testing.TB, p http.RoundTripper, log *slog.Logger) *Issuer {
	t.Helper()
	issuer, err := NewIssuer(Options{Issuer: issuerURL, Audience: audience, Transport: p, Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	return issuer
}

// present sends a request with the token.
func present(ctx context.Context, issuer *Issuer, token string) (access.Grant, error) {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	ctx, err := issuer.Authenticate(r)
	if err != nil {
		return access.Grant{}, err
	}
	return access.From(ctx), nil
}

// logBuffer collects log lines, also from several goroutines.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (b *logBuffer) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
