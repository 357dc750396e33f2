package callers

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// TestIssuerThatCannotBeTrusted serves what could put a stranger's keys in the place of the issuer's, and what is no
// metadata at all.
func TestIssuerThatCannotBeTrusted(t *testing.T) {
	t.Parallel()
	metadata := func(said map[string]any) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "openid-configuration") {
				return jsonResponse(http.StatusOK, said), nil
			}
			return nil, nil
		}
	}
	keys := func(status int, body any) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/keys") {
				return jsonResponse(status, body), nil
			}
			return nil, nil
		}
	}
	redirect := func(to string) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			if r.URL.Host != "login.example" {
				t.Errorf("%s is asked", r.URL)
			}
			response := jsonResponse(http.StatusFound, nil)
			response.Header.Set("Location", to)
			return response, nil
		}
	}
	private := jose.JSONWebKey{KeyID: "ec", Use: "sig", Key: ecKey()}
	for name, test := range map[string]struct {
		answer func(*http.Request) (*http.Response, error)
		want   string
	}{
		"another issuer":          {metadata(map[string]any{"issuer": "https://login.example/other", "jwks_uri": issuerURL + "/keys"}), "did not match"},
		"keys in the clear":       {metadata(map[string]any{"issuer": issuerURL, "jwks_uri": "http://login.example/keys"}), errInsecure.Error()},
		"keys without an address": {metadata(map[string]any{"issuer": issuerURL}), errInsecure.Error()},
		"keys in a file":          {metadata(map[string]any{"issuer": issuerURL, "jwks_uri": "file:///keys"}), errInsecure.Error()},
		"keys at a number":        {metadata(map[string]any{"issuer": issuerURL, "jwks_uri": 1}), "discover"},
		"keys at a riddle":        {metadata(map[string]any{"issuer": issuerURL, "jwks_uri": "https://a b"}), "fetch"},
		"led into the clear":      {redirect("http://elsewhere.example/"), errInsecure.Error()},
		"endless metadata":        {metadata(map[string]any{"issuer": issuerURL, "filler": strings.Repeat("x", maxDocument)}), "too large"},
		"an error page":           {keys(http.StatusInternalServerError, nil), "status 500"},
		"no keys":                 {keys(http.StatusOK, map[string]any{"keys": []any{}}), "there is none"},
		"endless keys":            {keys(http.StatusOK, map[string]any{"filler": strings.Repeat("x", maxDocument)}), "too large"},
		"keys that are a text":    {keys(http.StatusOK, "keys"), "fetch"},
		"secret keys only":        {keys(http.StatusOK, map[string]any{"keys": []any{map[string]any{"kty": "oct", "kid": "ec", "k": "AAAA"}, 1, nil, private}}), "there is none"},
		"a panic":                 {func(*http.Request) (*http.Response, error) { panic("at the issuer") }, "panic"},
	} {
		provider := newIdentityProvider()
		provider.answer = test.answer
		issuer := newTestIssuer(t, provider, nil)
		err := issuer.Ready(t.Context())
		if err == nil || !strings.Contains(err.Error(), test.want) || len(err.Error()) > 500 {
			t.Errorf("%s: %.600v", name, err)
		}
		if grant, err := present(t.Context(), issuer, good(t, nil)); err == nil {
			t.Errorf("%s: lets in %+v", name, grant)
		}
	}
}
