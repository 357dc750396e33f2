package callers

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"

	"pcgraph/graph/access"
)

func TestNewIssuerRefuses(t *testing.T) {
	t.Parallel()
	for _, issuer := range []string{"", "login.example", "http://login.example", "ftp://login.example", "https://", "http://localhost.example"} {
		if _, err := NewIssuer(Options{Issuer: issuer}); err == nil ||
			!strings.Contains(err.Error(), "Options.Issuer") || !strings.Contains(err.Error(), "Options.Audience") {
			t.Errorf("%q: %v", issuer, err)
		}
	}
	for _, issuer := range []string{issuerURL, "http://localhost:9000", "http://127.0.0.1:9000/a/", "http://[::1]:9000"} {
		if _, err := NewIssuer(Options{Issuer: issuer, Audience: audience}); err != nil {
			t.Errorf("%q: %v", issuer, err)
		}
	}
}

func TestGoodTokens(t *testing.T) {
	t.Parallel()
	issuer := newTestIssuer(t, newIdentityProvider(), nil)
	for name, token := range map[string]string{
		"RS256":       signed(t, jose.RS256, rsaKey(), "rsa", saying(nil)),
		"PS256":       signed(t, jose.PS256, rsaKey(), "rsa", saying(nil)),
		"ES256":       signed(t, jose.ES256, ecKey(), "ec", saying(nil)),
		"EdDSA":       signed(t, jose.EdDSA, edwardsKey(), "ed", saying(nil)),
		"for several": good(t, map[string]any{"aud": []string{"other", audience}}),
		"with times":  good(t, map[string]any{"nbf": time.Now().Unix(), "iat": time.Now().Unix(), "exp": float64(time.Now().Unix()) + 3600.5}),
	} {
		for range 2 { // the second is from memory
			grant, err := present(t.Context(), issuer, token)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if grant.Subject() != "someone" || !grant.Sees(customer) || grant.AllCustomers() ||
				!grant.May(access.CustomersRead) || !grant.May(access.DevicesRead) || grant.May(access.DevicesSecrets) {
				t.Errorf("%s: %+v", name, grant)
			}
		}
	}
}

func TestBadTokens(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	issuer := newTestIssuer(t, newIdentityProvider(), log.logger())
	unsigned := func(algorithm string) string {
		header := must(json.Marshal(map[string]string{"alg": algorithm, "kid": "ec", "typ": "JWT"}))
		payload := must(json.Marshal(saying(nil)))
		return base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(payload) + "."
	}
	public := must(x509.MarshalPKIXPublicKey(rsaKey().Public()))
	whole := good(t, nil)
	parts := strings.Split(whole, ".")
	const soon, late = 61 * time.Second, -61 * time.Second
	for _, test := range []struct {
		name, token string
		want        *Refusal
	}{
		{"unsigned", unsigned("none"), errInvalid},
		{"unsigned, in capitals", unsigned("NONE"), errInvalid},
		{"unsigned ES256", unsigned("ES256"), errInvalid},
		{"HS256 with the public key", signed(t, jose.HS256, public, "rsa", saying(nil)), errInvalid},
		{"HS256 with the key's ID", signed(t, jose.HS256, []byte(strings.Repeat("rsa", 20)), "rsa", saying(nil)), errInvalid},
		{"RS384", signed(t, jose.RS384, rsaKey(), "rsa", saying(nil)), errInvalid},
		{"another's key under a known ID", signed(t, jose.RS256, otherKey(), "rsa", saying(nil)), errInvalid},
		{"another's key under its own ID", signed(t, jose.RS256, otherKey(), "theirs", saying(nil)), errInvalid},
		{"a key for encryption", signed(t, jose.RS256, otherKey(), "encryption", saying(nil)), errInvalid},
		{"another key of the issuer", signed(t, jose.RS256, rsaKey(), "ec", saying(nil)), errInvalid},
		{"no key ID", signed(t, jose.ES256, ecKey(), "", saying(nil)), errInvalid},
		{"wrong audience", good(t, map[string]any{"aud": "api://other"}), errInvalid},
		{"no audience", good(t, map[string]any{"aud": nil}), errInvalid},
		{"audience that only begins so", good(t, map[string]any{"aud": audience + "/"}), errInvalid},
		{"wrong issuer", good(t, map[string]any{"iss": "https://login.example/other"}), errInvalid},
		{"issuer with a slash", good(t, map[string]any{"iss": issuerURL + "/"}), errInvalid},
		{"no issuer", good(t, map[string]any{"iss": nil}), errInvalid},
		{"expired", good(t, map[string]any{"exp": time.Now().Add(late).Unix()}), errExpired},
		{"never expires", good(t, map[string]any{"exp": nil}), errInvalid},
		{"expires in words", good(t, map[string]any{"exp": "tomorrow"}), errInvalid},
		{"not good yet", good(t, map[string]any{"nbf": time.Now().Add(soon + time.Second).Unix()}), errInvalid},
		{"good from a word on", good(t, map[string]any{"nbf": "now"}), errInvalid},
		{"expired and another's", signed(t, jose.RS256, otherKey(), "rsa", saying(map[string]any{"exp": 1})), errInvalid},
		{"changed", parts[0] + "." + base64.RawURLEncoding.EncodeToString(must(json.Marshal(saying(map[string]any{DefaultGrantsClaim: "*"})))) + "." + parts[2], errInvalid},
		{"cut", whole[:len(whole)-1], errInvalid},
		{"two parts", parts[0] + "." + parts[1], errInvalid},
		{"five parts", whole + ".AA.AA", errInvalid},
		{"no token", "opaque", errInvalid},
		{"huge", whole + strings.Repeat("A", maxToken), errMalformed},
		{"nothing", "", errMalformed},
	} {
		grant, err := present(t.Context(), issuer, test.token)
		if !errors.Is(err, test.want) || grant.Key() != (access.Grant{}).Key() {
			t.Errorf("%s: %v, %+v; want %v", test.name, err, grant, test.want)
		}
		for part := range strings.SplitSeq(test.token, ".") {
			if len(part) > 8 && strings.Contains(log.String(), part) {
				t.Errorf("%s: the token is in the log", test.name)
			}
		}
	}
	if strings.Count(log.String(), "access token refused") < 20 {
		t.Errorf("the log does not say why tokens were refused:\n%s", log)
	}
}

// TestClocksMayDiffer walks through the life of a token, a second around each end.
func TestClocksMayDiffer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		issuer := newTestIssuer(t, newIdentityProvider(), nil)
		token := good(t, map[string]any{"nbf": time.Now().Add(10 * time.Minute).Unix(), "exp": time.Now().Add(12 * time.Minute).Unix()})
		start := time.Now()
		for _, step := range []struct {
			at   time.Duration
			want error
		}{
			{0, errInvalid}, {8*time.Minute + 59*time.Second, errInvalid}, {9 * time.Minute, nil},
			{12 * time.Minute, nil}, {12*time.Minute + 59*time.Second, nil}, {13 * time.Minute, errExpired}, {time.Hour, errExpired},
		} {
			time.Sleep(time.Until(start.Add(step.at)))
			if _, err := present(t.Context(), issuer, token); !errors.Is(err, step.want) {
				t.Errorf("after %v: %v, want %v", step.at, err, step.want)
			}
		}
	})
}
