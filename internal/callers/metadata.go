package callers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
)

// maxDocument is the most, in bytes, that is read of what the issuer sends.
const maxDocument = 1 << 20

// errInsecure says that an address is neither https nor of this machine. Whoever stands between could put keys of
// their own into the answer, and then sign tokens for every customer.
var errInsecure = errors.New("callers: the issuer must be asked over https; plain http is for loopback addresses")

// metadata fetches what the issuer publishes of itself, by OpenID Connect Discovery.
type metadata struct {
	issuer string
	client *http.Client
}

func newMetadata(issuer string, transport http.RoundTripper) metadata {
	if transport == nil {
		// A fetch comes every few minutes: a connection kept for it would be idle.
		transport = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, DisableKeepAlives: true,
			TLSHandshakeTimeout: fetchTimeout, ResponseHeaderTimeout: fetchTimeout}
	}
	return metadata{issuer, &http.Client{Transport: guarded{transport}}}
}

// keys returns the issuer's signing keys. Where they are is asked for each time: issuers may move them.
func (m metadata) keys(ctx context.Context) ([]jose.JSONWebKey, error) {
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, m.client), m.issuer)
	if err != nil {
		return nil, fmt.Errorf("callers: discover the issuer: %w", brief(err))
	}
	var published struct {
		Keys string `json:"jwks_uri"`
	}
	if err := provider.Claims(&published); err != nil {
		return nil, fmt.Errorf("callers: discover the issuer: %w", brief(err))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, published.Keys, nil)
	if err != nil {
		return nil, fmt.Errorf("callers: fetch the issuer's keys: %w", brief(err))
	}
	response, err := m.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("callers: fetch the issuer's keys: %w", brief(err))
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("callers: fetch the issuer's keys: status %d", response.StatusCode)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(response.Body).Decode(&set); err != nil {
		return nil, fmt.Errorf("callers: fetch the issuer's keys: %w", brief(err))
	}
	keys := signingKeys(set.Keys)
	if len(keys) == 0 {
		return nil, errors.New("callers: fetch the issuer's keys: there is none that a token can be verified with")
	}
	return keys, nil
}

// signingKeys returns the public keys that are for signatures and have an ID. By RFC 7517 the others are passed over:
// a set may hold kinds of keys that nobody here knows.
func signingKeys(set []json.RawMessage) []jose.JSONWebKey {
	var keys []jose.JSONWebKey
	for _, text := range set {
		var key jose.JSONWebKey
		if json.Unmarshal(text, &key) == nil && key.Valid() && key.IsPublic() && key.KeyID != "" && key.Use != "enc" {
			keys = append(keys, key)
		}
	}
	return keys
}

// guarded asks only where nobody can listen in, after redirects too, and reads only so much.
type guarded struct{ next http.RoundTripper }

func (g guarded) RoundTrip(request *http.Request) (*http.Response, error) {
	if !secure(request.URL.Scheme, request.URL.Hostname()) {
		return nil, errInsecure
	}
	response, err := g.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	response.Body = http.MaxBytesReader(nil, response.Body, maxDocument)
	return response, nil
}

func secure(scheme, host string) bool {
	ip, err := netip.ParseAddr(host)
	loopback := strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback()
	return scheme == "https" || scheme == "http" && loopback
}

// brief cuts an error that quotes what the issuer sent.
func brief(err error) error {
	const most = 300
	if text := err.Error(); len(text) > most {
		return errors.New(strings.ToValidUTF8(text[:most], "") + "…")
	}
	return err
}
