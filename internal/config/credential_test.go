package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	someTenant = "PCGRAPH_TENANT_ID=72f988bf-86f1-41af-91ab-2d7cd011db47"
	someClient = "PCGRAPH_CLIENT_ID=3FA85F64-5717-4562-b3fc-2c963f66afa6"
	someSecret = "PCGRAPH_CLIENT_SECRET=c4n4ry"
)

// TestCredentials gives every kind of credential that there is.
func TestCredentials(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "content")
	application := Credential{TenantID: "72f988bf-86f1-41af-91ab-2d7cd011db47", ClientID: "3FA85F64-5717-4562-b3fc-2c963f66afa6", Cloud: CloudGlobal}
	for name, test := range map[string]struct {
		environ []string
		change  func(*Credential)
	}{
		"client secret":      {[]string{someSecret}, func(c *Credential) { c.ClientSecret = NewSecret("c4n4ry") }},
		"client secret file": {[]string{"PCGRAPH_CLIENT_SECRET_FILE=" + writeFile(t, "c4n4ry\n")}, func(c *Credential) { c.ClientSecret = NewSecret("c4n4ry") }},
		"certificate":        {[]string{"PCGRAPH_CLIENT_CERTIFICATE_FILE=" + file}, func(c *Credential) { c.ClientCertificateFile = Path(file) }},
		"certificate, password": {[]string{"PCGRAPH_CLIENT_CERTIFICATE_FILE=" + file, "PCGRAPH_CLIENT_CERTIFICATE_PASSWORD=p4ss"},
			func(c *Credential) {
				c.ClientCertificateFile, c.ClientCertificatePassword = Path(file), NewSecret("p4ss")
			}},
		"certificate, password file": {[]string{"PCGRAPH_CLIENT_CERTIFICATE_FILE=" + file, "PCGRAPH_CLIENT_CERTIFICATE_PASSWORD_FILE=" + writeFile(t, "p4ss\n")},
			func(c *Credential) {
				c.ClientCertificateFile, c.ClientCertificatePassword = Path(file), NewSecret("p4ss")
			}},
		"refresh token": {[]string{someSecret, "PCGRAPH_REFRESH_TOKEN_FILE=" + file},
			func(c *Credential) { c.ClientSecret, c.RefreshTokenFile = NewSecret("c4n4ry"), Path(file) }},
		"another cloud": {[]string{someSecret, "PCGRAPH_CLOUD=usgov"}, func(c *Credential) { c.ClientSecret, c.Cloud = NewSecret("c4n4ry"), CloudUSGov }},
	} {
		want := application
		test.change(&want)
		got := parse(t, "serve --auth=none", append(test.environ, someTenant, someClient)...).(*Serve)
		if diff := cmp.Diff(want, got.Credential, cmpSecrets); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestUpstreamOfTheCloud(t *testing.T) {
	t.Parallel()
	for cloud, want := range map[string]string{
		"global": "https://api.partnercenter.microsoft.com", "usgov": "https://api.partnercenter.microsoft.com",
		"china": "https://partner.partnercenterapi.microsoftonline.cn",
	} {
		if got := parse(t, "serve --cloud="+cloud, servable...).(*Serve).UpstreamURL.String(); got != want {
			t.Errorf("%s: upstream is %s, want %s", cloud, got, want)
		}
		if got := parse(t, "serve --upstream-url=https://gateway.example --cloud="+cloud, servable...).(*Serve).UpstreamURL.String(); got != "https://gateway.example" {
			t.Errorf("%s: upstream is %s, but another was given", cloud, got)
		}
	}
}

// TestCredentialFaults checks what is said of halves and contradictions; each has only the faults named, and shows no
// secret.
func TestCredentialFaults(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "c4n4ry")
	certificate, refresh := "PCGRAPH_CLIENT_CERTIFICATE_FILE="+file, "PCGRAPH_REFRESH_TOKEN_FILE="+file
	for name, test := range map[string]struct{ environ, want []string }{
		"nothing": {nil, []string{
			`PCGRAPH_UPSTREAM_TOKEN: serve needs a credential for Partner Center, and there is none. Set PCGRAPH_TENANT_ID, PCGRAPH_CLIENT_ID and PCGRAPH_CLIENT_SECRET or PCGRAPH_CLIENT_CERTIFICATE_FILE; or set this to a fixed token, or let PCGRAPH_UPSTREAM_TOKEN_FILE name a file that holds it.`}},
		"a token and an application": {[]string{"PCGRAPH_UPSTREAM_TOKEN=c4n4ry", someTenant, someSecret}, []string{
			`PCGRAPH_UPSTREAM_TOKEN: is one kind of credential, and PCGRAPH_TENANT_ID, PCGRAPH_CLIENT_SECRET another. Keep the fixed token, or the credential of Entra ID.`}},
		"a token and a login host": {[]string{"PCGRAPH_UPSTREAM_TOKEN=c4n4ry", "PCGRAPH_AUTHORITY_URL=https://login.example"}, []string{
			`PCGRAPH_UPSTREAM_TOKEN: is one kind of credential, and PCGRAPH_AUTHORITY_URL another. Keep the fixed token, or the credential of Entra ID.`}},
		"secret and certificate": {[]string{someTenant, someClient, someSecret, certificate}, []string{
			`PCGRAPH_CLIENT_CERTIFICATE_FILE: is one kind of credential, and PCGRAPH_CLIENT_SECRET another. Keep one of them.`}},
		"certificate and user": {[]string{someTenant, someClient, certificate, refresh}, []string{
			`PCGRAPH_CLIENT_CERTIFICATE_FILE: cannot be used with PCGRAPH_REFRESH_TOKEN_FILE. Give the application a secret, and set PCGRAPH_CLIENT_SECRET in its place.`}},
		"only a tenant": {[]string{someTenant}, []string{
			`PCGRAPH_CLIENT_ID: an Entra ID credential needs an application. Set it to the application's ID.`,
			`PCGRAPH_CLIENT_SECRET: the application needs something to prove itself with. Set it, or PCGRAPH_CLIENT_CERTIFICATE_FILE.`}},
		"only a secret": {[]string{someSecret}, []string{
			`PCGRAPH_TENANT_ID: an Entra ID credential needs the partner's tenant. Set it to the tenant's GUID or to one of its domains.`,
			`PCGRAPH_CLIENT_ID: an Entra ID credential needs an application. Set it to the application's ID.`}},
		"user without a secret": {[]string{someTenant, someClient, refresh}, []string{
			`PCGRAPH_CLIENT_SECRET: PCGRAPH_REFRESH_TOKEN_FILE can only be used with the application's secret. Set it.`}},
		"password for nothing": {[]string{someTenant, someClient, someSecret, "PCGRAPH_CLIENT_CERTIFICATE_PASSWORD=c4n4ry"}, []string{
			`PCGRAPH_CLIENT_CERTIFICATE_PASSWORD: opens a certificate's file, and none is named. Set PCGRAPH_CLIENT_CERTIFICATE_FILE, or leave it out.`}},
		"secrets in the wrong places": {[]string{"PCGRAPH_TENANT_ID=c4n4ry", "PCGRAPH_CLIENT_ID=c4n4ry", "PCGRAPH_CLIENT_CERTIFICATE_FILE=c4n4ry"}, []string{
			`PCGRAPH_TENANT_ID: must be a GUID or a domain. Correct it or leave it out.`,
			`PCGRAPH_CLIENT_ID: must be a GUID, such as 3fa85f64-5717-4562-b3fc-2c963f66afa6. Correct it or leave it out.`,
			`PCGRAPH_CLIENT_CERTIFICATE_FILE: must be the path of a file that can be read; no such file or directory. Correct the path or leave it out.`}},
		"no refresh token": {[]string{someTenant, someClient, someSecret, "PCGRAPH_REFRESH_TOKEN_FILE=/no/c4n4ry"}, []string{
			`PCGRAPH_REFRESH_TOKEN_FILE: must be the path of a file that can be read; no such file or directory. Correct the path or leave it out.`}},
		"no cloud": {[]string{someTenant, someClient, someSecret, "PCGRAPH_CLOUD=germany"}, []string{
			`PCGRAPH_CLOUD="germany": must be global, usgov or china. Correct it or leave it out: the default is global.`}},
		"a login host in the clear": {[]string{someTenant, someClient, someSecret, "PCGRAPH_AUTHORITY_URL=http://login.example"}, []string{
			`PCGRAPH_AUTHORITY_URL="http://login.example": would carry the credential over the network in the clear. Use https, or set PCGRAPH_ALLOW_INSECURE_UPSTREAM=true.`}},
		"a login host with a tenant": {[]string{someTenant, someClient, someSecret, "PCGRAPH_AUTHORITY_URL=https://login.example/contoso"}, []string{
			`PCGRAPH_AUTHORITY_URL="https://login.example/contoso": has a path; a login host has none. Leave the path out; the tenant is PCGRAPH_TENANT_ID.`}},
	} {
		usage := faultsOf(t, []string{"serve", "--auth=none"}, test.environ)
		var got []string
		for _, fault := range usage.Faults {
			got = append(got, fault.String())
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if strings.Contains(usage.Error(), "c4n4ry") {
			t.Errorf("%s: a secret or a path is shown:\n%s", name, usage)
		}
	}
	for name, environ := range map[string][]string{
		"on this machine":   {"PCGRAPH_AUTHORITY_URL=http://127.0.0.1:9000"},
		"a slash":           {"PCGRAPH_AUTHORITY_URL=https://login.example/"},
		"the operator says": {"PCGRAPH_AUTHORITY_URL=http://login.example", "PCGRAPH_ALLOW_INSECURE_UPSTREAM=true"},
	} {
		if _, err := Parse([]string{"serve", "--auth=none"}, append(environ, someTenant, someClient, someSecret)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseIDs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]bool{
		"72f988bf-86f1-41af-91ab-2d7cd011db47":   {true, true},
		"72F988BF-86F1-41AF-91AB-2D7CD011DB47":   {true, true},
		"contoso.onmicrosoft.com":                {true, false},
		"common":                                 {false, false},
		"":                                       {false, false},
		"..":                                     {false, false},
		"a..b":                                   {false, false},
		"contoso.com/x":                          {false, false},
		"contoso.com\n":                          {false, false},
		"72f988bf86f141af91ab2d7cd011db47":       {false, false},
		"{72f988bf-86f1-41af-91ab-2d7cd011db47}": {false, false},
		"urn:uuid:72f988bf-86f1-41af-91ab-2d7cd011db47": {false, false},
	} {
		_, isTenant := parseTenant(text)
		_, isGUID := parseGUID(text)
		if got := [2]bool{isTenant, isGUID}; got != want {
			t.Errorf("%q: tenant, GUID: %v, want %v", text, got, want)
		}
	}
}
