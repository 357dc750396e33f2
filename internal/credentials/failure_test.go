package credentials

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"pcgraph/pcclient"
)

// response is an answer of the login host.
func response(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)),
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	recorded, err := os.ReadFile("testdata/invalid-grant.json")
	if err != nil {
		t.Fatal(err)
	}
	const description = `"error_description":"AADSTS50126: canary"`
	for name, test := range map[string]struct {
		status int
		body   string
		kind   pcclient.Kind
		text   string
	}{
		"recorded": {400, string(recorded), pcclient.KindUnauthorized,
			"the login host does not accept the refresh token; sign in again, with multi-factor authentication, and put the new refresh token into its file (AADSTS50126)"},
		"secret expired": {401, `{"error":"invalid_client","error_codes":[7000222],` + description + `}`, pcclient.KindUnauthorized,
			"the client secret has expired; add a new one to the application (AADSTS7000222)"},
		"unknown number": {401, `{"error":"invalid_client","error_codes":[1,2],` + description + `}`, pcclient.KindUnauthorized,
			"the login host does not accept the client secret or certificate (AADSTS2)"},
		"no number": {400, `{"error":"canary"}`, pcclient.KindUnauthorized,
			"the login host refuses with status 400; check tenant ID, client ID and authority URL"},
		"negative number": {400, `{"error":"invalid_client","error_codes":[-7]}`, pcclient.KindUnauthorized,
			"the login host does not accept the client secret or certificate"},
		"number of no shape": {400, `{"error":"invalid_client","error_codes":"canary"}`, pcclient.KindUnauthorized,
			"the login host does not accept the client secret or certificate"},
		"a page":   {404, `<html>canary`, pcclient.KindUnauthorized, "the login host refuses with status 404; check tenant ID, client ID and authority URL"},
		"nothing":  {403, ``, pcclient.KindUnauthorized, "the login host refuses with status 403; check tenant ID, client ID and authority URL"},
		"busy":     {429, ``, pcclient.KindUnavailable, "the login host answers with status 429; it is asked again"},
		"broken":   {502, `<html>canary`, pcclient.KindUnavailable, "the login host answers with status 502; it is asked again"},
		"passing":  {400, `{"error":"temporarily_unavailable","error_codes":[90033]}`, pcclient.KindUnavailable, "the login host answers with status 400; it is asked again (AADSTS90033)"},
		"redirect": {307, ``, pcclient.KindUnavailable, "the login host redirects, which is never followed; check the authority URL, and whether a proxy wants a login"},
	} {
		f := refused(response(test.status, test.body), []byte(test.body))
		if f.kind != test.kind || f.Error() != test.text {
			t.Errorf("%s: %s, %s", name, f.kind, f)
		}
	}
}

// FuzzRefused looks for an answer of which more than a number is told.
func FuzzRefused(f *testing.F) {
	f.Add(400, `{"error":"invalid_grant","error_codes":[70002,50126]}`)
	f.Add(401, `{"error":"invalid_client","error_codes":[7000222]}`)
	f.Add(503, `<html>`)
	known := map[string]bool{}
	for _, reason := range reasons() {
		known[reason] = true
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		failure := refused(response(status, body), []byte(body))
		if failure.kind != pcclient.KindUnauthorized && failure.kind != pcclient.KindUnavailable {
			t.Errorf("kind %s", failure.kind)
		}
		if number, ok := strings.CutPrefix(failure.code, "AADSTS"); failure.code != "" && (!ok || strings.Trim(number, "0123456789") != "") {
			t.Errorf("code %q", failure.code)
		}
		if reason := failure.reason; !known[reason] && !strings.HasPrefix(reason, "the login host ") {
			t.Errorf("reason %q", reason)
		}
	})
}

func TestNoAnswer(t *testing.T) {
	t.Parallel()
	for text, err := range map[string]error{
		"the login host cannot be reached: dial tcp: lookup login.test: no such host": &net.OpError{
			Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "login.test", IsNotFound: true},
		},
		"the login host cannot be reached: read tcp: connection reset by peer": &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET},
		"the login host cannot be reached: tls: failed to verify certificate: bad": &tls.CertificateVerificationError{
			Err: errors.New("bad"),
		},
		"the login host cannot be reached: two lines":                         errors.New("two\r\nlines"),
		"the login host cannot be reached: " + strings.Repeat("x", 199) + "…": errors.New(strings.Repeat("x", 199) + "ü"),
	} {
		source := newSource(t, Options{Transport: transportFunc(func(*http.Request) (*http.Response, error) { return nil, err })})
		got := source.Check(t.Context())
		if fmt.Sprint(got) != text {
			t.Errorf("%v, want %s", got, text)
		}
	}
}
