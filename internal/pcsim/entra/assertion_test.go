package entra

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"
)

func registeredCertificates(t testing.TB) []*x509.Certificate {
	t.Helper()
	return []*x509.Certificate{registered(t).certificate}
}

type document map[string]any

func with(base, changes document) document {
	changed := maps.Clone(base)
	maps.Copy(changed, changes)
	return changed
}

func (i identity) header() document {
	sum := sha256.Sum256(i.certificate.Raw)
	return document{"alg": "PS256", "typ": "JWT", "x5t#S256": base64.RawURLEncoding.EncodeToString(sum[:])}
}

func claims() document {
	now := time.Now()
	return document{
		"aud": base2, "iss": clientID, "sub": clientID, "jti": "1",
		"nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
}

// sign makes an assertion, by the algorithm that the header names.
func (i identity) sign(t testing.TB, header, claims document) string {
	t.Helper()
	part := func(d document) string {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := part(header) + "." + part(claims)
	sum := sha256.Sum256([]byte(signed))
	var signature []byte
	var err error
	if header["alg"] == "RS256" {
		signature, err = rsa.SignPKCS1v15(rand.Reader, i.key, crypto.SHA256, sum[:])
	} else {
		signature, err = rsa.SignPSS(rand.Reader, i.key, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	}
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func TestAssertion(t *testing.T) {
	t.Parallel()
	us, stranger := registered(t), stranger(t)
	sha1Sum, sha256Sum := sha1.Sum(us.certificate.Raw), sha256.Sum256(us.certificate.Raw)
	hour := int64(time.Hour / time.Second)
	now := time.Now().Unix()
	for name, test := range map[string]struct {
		signer identity
		header document
		claims document
		number int // 0: it is taken
	}{
		"PS256, SHA-256":      {us, us.header(), nil, 0},
		"RS256, SHA-1":        {us, document{"alg": "RS256", "x5t": base64.RawURLEncoding.EncodeToString(sha1Sum[:])}, nil, 0},
		"padded thumbprint":   {us, document{"alg": "PS256", "x5t#S256": base64.StdEncoding.EncodeToString(sha256Sum[:])}, nil, 0},
		"for v1":              {us, us.header(), document{"aud": base1}, 0},
		"for the issuer":      {us, us.header(), document{"aud": issuer(tenant)}, 0},
		"a clock behind":      {us, us.header(), document{"exp": now - 60}, 0},
		"unknown certificate": {stranger, stranger.header(), nil, 700027},
		"no certificate":      {us, document{"alg": "PS256"}, nil, 700027},
		"another's signature": {stranger, us.header(), nil, 700027},
		"not signed":          {us, with(us.header(), document{"alg": "none"}), nil, 700027},
		"expired":             {us, us.header(), document{"exp": now - hour}, 700024},
		"without an end":      {us, us.header(), document{"exp": 0}, 700024},
		"not yet":             {us, us.header(), document{"nbf": now + hour}, 700024},
		"for someone else":    {us, us.header(), document{"aud": "https://login.test/other/oauth2/v2.0/token"}, 700023},
		"of another client":   {us, us.header(), document{"iss": "other"}, 700021},
		"about another":       {us, us.header(), document{"sub": "other"}, 700021},
		"without an ID":       {us, us.header(), document{"jti": ""}, 50027},
		"claims of no shape":  {us, us.header(), document{"exp": "tomorrow"}, 50027},
	} {
		s := newServer(t, Options{Tenant: tenant, ClientID: clientID, Certificates: registeredCertificates(t)})
		assertion := test.signer.sign(t, test.header, with(claims(), test.claims))
		a := post(t, s, base2, "client_assertion", assertion, "client_assertion_type", assertionType, "client_secret", "")
		if test.number == 0 && a.status != 200 || test.number != 0 && (a.status != 401 || a.number() != test.number) {
			t.Errorf("%s: %d %v", name, a.status, a.body)
		}
	}
}

// FuzzAssertion looks for a text that is taken though it is not what the registered
// key signed, or that cannot be taken apart.
func FuzzAssertion(f *testing.F) {
	us := registered(f)
	s := newServer(f, Options{Tenant: tenant, ClientID: clientID, Certificates: registeredCertificates(f)})
	good := us.sign(f, us.header(), claims())
	signed := good[:strings.LastIndex(good, ".")+1]
	f.Add(good)
	f.Add(good[:len(good)-2])
	f.Add("..")
	f.Add("e30.e30.")
	f.Fuzz(func(t *testing.T, assertion string) {
		no := s.checkAssertion(assertion, "https://login.test/"+tenant)
		if no == nil && !strings.HasPrefix(assertion, signed) {
			t.Errorf("%q is taken", assertion)
		}
		if no != nil && assertion == good {
			t.Errorf("refused: %+v", no)
		}
	})
}
