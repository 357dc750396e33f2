package entra

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// clockSkew is how far the clocks of client and server may be apart.
const clockSkew = 5 * time.Minute

// assertionHeader is the first part of a client assertion. The thumbprints name the
// certificate: x5t by SHA-1, the other by SHA-256.
type assertionHeader struct {
	Algorithm  string `json:"alg"`
	Type       string `json:"typ"`
	Thumbprint string `json:"x5t"`
	SHA256     string `json:"x5t#S256"`
}

type assertionClaims struct {
	Audience  string `json:"aud"`
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	ID        string `json:"jti"`
	Expires   int64  `json:"exp"`
	NotBefore int64  `json:"nbf"`
}

// checkAssertion is described on the page "Microsoft identity platform application
// authentication certificate credentials".
func (s *Server) checkAssertion(assertion, tenantURL string) *refusal {
	var header assertionHeader
	var claims assertionClaims
	parts := strings.Split(assertion, ".")
	if len(parts) != 3 || !decodePart(parts[0], &header) || !decodePart(parts[1], &claims) {
		return invalidClient(50027, "JWT token is invalid or malformed.")
	}
	certificate := s.certificate(header)
	if certificate == nil {
		return invalidClient(700027, "The certificate with identifier used to sign the client assertion is not registered on application.")
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || !verify(certificate, header.Algorithm, parts[0]+"."+parts[1], signature) {
		return invalidClient(700027, "Client assertion failed signature validation.")
	}
	now := time.Now()
	switch {
	case claims.Expires == 0 || !now.Before(time.Unix(claims.Expires, 0).Add(clockSkew)),
		now.Add(clockSkew).Before(time.Unix(claims.NotBefore, 0)):
		return invalidClient(700024, "Client assertion is not within its valid time range.")
	case !slices.Contains([]string{tenantURL + "/oauth2/v2.0/token", tenantURL + "/oauth2/token", issuer(s.options.Tenant)}, claims.Audience):
		return invalidClient(700023, "Client assertion audience claim does not match Realm issuer.")
	case !strings.EqualFold(claims.Issuer, s.options.ClientID), !strings.EqualFold(claims.Subject, s.options.ClientID):
		return invalidClient(700021, "Client assertion application identifier doesn't match 'client_id' parameter.")
	case claims.ID == "":
		return invalidClient(50027, "JWT token is invalid or malformed: it has no 'jti'.")
	}
	return nil
}

func decodePart(part string, into any) bool {
	text, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(text, into) == nil
}

// certificate finds the registered one that the header names.
func (s *Server) certificate(header assertionHeader) *x509.Certificate {
	for _, certificate := range s.options.Certificates {
		if header.SHA256 != "" {
			if sum := sha256.Sum256(certificate.Raw); isDigest(header.SHA256, sum[:]) {
				return certificate
			}
			continue
		}
		if sum := sha1.Sum(certificate.Raw); isDigest(header.Thumbprint, sum[:]) {
			return certificate
		}
	}
	return nil
}

// isDigest takes both alphabets of base64, padded or not: libraries differ, and the
// real login host does not mind.
func isDigest(text string, sum []byte) bool {
	text = strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(text)
	return subtle.ConstantTimeCompare([]byte(text), []byte(base64.RawURLEncoding.EncodeToString(sum))) == 1
}

func verify(certificate *x509.Certificate, algorithm, signed string, signature []byte) bool {
	key, ok := rsaKey(certificate)
	if !ok {
		return false
	}
	sum := sha256.Sum256([]byte(signed))
	switch algorithm {
	case "RS256":
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) == nil
	case "PS256":
		return rsa.VerifyPSS(key, crypto.SHA256, sum[:], signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
	}
	return false
}

func rsaKey(certificate *x509.Certificate) (*rsa.PublicKey, bool) {
	if certificate == nil {
		return nil, false
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	return key, ok
}
