package callers

import (
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestBearer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		headers []string
		token   string
		want    error
	}{
		{[]string{"Bearer abc.DEF-_~+/9=="}, "abc.DEF-_~+/9==", nil},
		{[]string{"bearer abc"}, "abc", nil},
		{[]string{"BEARER   abc "}, "abc", nil},
		{[]string{"Bearer " + strings.Repeat("a", maxToken)}, strings.Repeat("a", maxToken), nil},
		{nil, "", errMissing},
		{[]string{""}, "", errMissing},
		{[]string{"Basic YTpi"}, "", errMissing},
		{[]string{"Bearerabc"}, "", errMissing},
		{[]string{" Bearer abc"}, "", errMissing},
		{[]string{"Bearer"}, "", errMalformed},
		{[]string{"Bearer "}, "", errMalformed},
		{[]string{"Bearer abc def"}, "", errMalformed},
		{[]string{"Bearer abc, Bearer def"}, "", errMalformed},
		{[]string{"Bearer\tabc"}, "", errMissing},
		{[]string{`Bearer {"payload":"","signatures":[]}`}, "", errMalformed},
		{[]string{"Bearer ab\x00c"}, "", errMalformed},
		{[]string{"Bearer äbc"}, "", errMalformed},
		{[]string{"Bearer " + strings.Repeat("a", maxToken+1)}, "", errMalformed},
		{[]string{"Bearer abc", "Bearer abc"}, "", errMalformed},
		{[]string{"Basic YTpi", "Bearer abc"}, "", errMalformed},
	} {
		token, err := bearer(http.Header{"Authorization": test.headers})
		if token != test.token || !errors.Is(err, test.want) {
			t.Errorf("%.40q: %.40q, %v; want %v", test.headers, token, err, test.want)
		}
	}
}

// TestRefusalsSayLittle checks the challenges against RFC 6750.
func TestRefusalsSayLittle(t *testing.T) {
	t.Parallel()
	for refusal, want := range map[*Refusal]string{
		errMissing: "Bearer", errMalformed: `Bearer error="invalid_request"`, errInvalid: `Bearer error="invalid_token"`,
		errExpired: `Bearer error="invalid_token", error_description="The access token expired"`,
	} {
		if refusal.Challenge() != want || refusal.Error() == "" {
			t.Errorf("%q, %q", refusal.Challenge(), refusal)
		}
	}
}

func FuzzKeyID(f *testing.F) {
	f.Add("eyJhbGciOiJFUzI1NiIsImtpZCI6ImVjIn0.e30.AA")
	f.Add("eyJhbGciOiJub25lIiwia2lkIjoiZWMifQ.e30.")
	f.Add("..")
	f.Add("{}")
	f.Fuzz(func(t *testing.T, token string) {
		id := keyID(token)
		if id == "" {
			return
		}
		header, _, _ := strings.Cut(token, ".")
		text, err := base64.RawURLEncoding.DecodeString(header)
		allowed := slices.ContainsFunc(algorithms, func(a string) bool { return strings.Contains(string(text), a) })
		if err != nil || !allowed && !strings.Contains(string(text), `\u`) {
			t.Errorf("the key %q of the header %q", id, text)
		}
	})
}
