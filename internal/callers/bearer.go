package callers

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
)

// maxToken is the longest token, in bytes, that is looked at. A list of some three hundred customers fits.
const maxToken = 16 << 10

// bearer returns the request's access token. Whatever is not exactly one token is refused: of two, a proxy in front
// may have looked at the other.
func bearer(h http.Header) (string, error) {
	values := h.Values("Authorization")
	if len(values) == 0 {
		return "", errMissing
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	token = strings.Trim(token, " ")
	switch {
	case len(values) > 1:
		return "", errMalformed
	case !strings.EqualFold(scheme, "Bearer"):
		return "", errMissing
	case token == "", len(token) > maxToken, strings.ContainsFunc(token, notInToken):
		return "", errMalformed
	}
	return token, nil
}

// notInToken reports what RFC 6750 keeps out of a token: a JSON object, or a second one behind a comma.
func notInToken(r rune) bool {
	isLetter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	return !isLetter && !('0' <= r && r <= '9') && !strings.ContainsRune("-._~+/=", r)
}

// algorithms are what a token may be signed with: those that OpenID Connect issuers use, each with a public key.
// What is not here, none and the HMACs first of all, is refused before any key is looked for.
var algorithms = []string{oidc.RS256, oidc.PS256, oidc.ES256, oidc.EdDSA}

// keyID reads from the token's header which of its issuer's keys it says it is signed with. It is empty when the
// header names none, or an algorithm that is not allowed, or cannot be read.
func keyID(token string) string {
	header, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(header)
	if err != nil {
		return ""
	}
	var said struct {
		Algorithm string `json:"alg"`
		KeyID     string `json:"kid"`
	}
	if json.Unmarshal(text, &said) != nil || !slices.Contains(algorithms, said.Algorithm) {
		return ""
	}
	return said.KeyID
}
