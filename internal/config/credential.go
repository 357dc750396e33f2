package config

import (
	"net/url"
	"os"
	"regexp"
	"strings"
)

// Credential says how pcgraph identifies itself to Partner Center: with a fixed token, or as an application of Entra
// ID. The application proves itself with a secret or with a certificate; with a secret and a refresh token it acts in
// the name of a user who signed in.
type Credential struct {
	// UpstreamToken is a bearer token: visible ASCII, without the word Bearer.
	UpstreamToken             Secret   `name:"upstream-token-file" absent:"an Entra ID credential is needed" help:"A fixed bearer token, for tests and short jobs."`
	TenantID                  Tenant   `absent:"only a fixed token will do" help:"The partner's own tenant in Entra ID."`
	ClientID                  GUID     `absent:"only a fixed token will do" help:"The application's ID in Entra ID."`
	ClientSecret              Secret   `name:"client-secret-file" absent:"a certificate is needed" help:"The application's secret: its value, not its ID."`
	ClientCertificateFile     Path     `absent:"a client secret is needed" help:"The application's certificate with its RSA key, as PEM or PFX."`
	ClientCertificatePassword Secret   `name:"client-certificate-password-file" absent:"the PFX file has no password" help:"What opens the certificate's PFX file."`
	RefreshTokenFile          Path     `absent:"calls are made in the application's own name" help:"The refresh token of a user's sign-in; the file is written again whenever Entra ID replaces the token, so its folder must be writable."`
	Cloud                     Cloud    `default:"global" help:"Microsoft's cloud; it decides PCGRAPH_UPSTREAM_URL, PCGRAPH_AUTHORITY_URL and what tokens are for."`
	AuthorityURL              *url.URL `absent:"https://login.microsoftonline.com, or what PCGRAPH_CLOUD has in its place" help:"The login host to ask for tokens, for tests and private clouds."`
}

// Tenant is a tenant of Entra ID, by its GUID or by a domain.
type Tenant string

// GUID is an ID in its usual form, as in 3fa85f64-5717-4562-b3fc-2c963f66afa6.
type GUID string

// Path leads to a file.
type Path string

// Cloud is one of Microsoft's clouds.
type Cloud string

// The clouds that have a Partner Center.
const (
	CloudGlobal Cloud = "global"
	CloudUSGov  Cloud = "usgov"
	CloudChina  Cloud = "china" // operated by 21Vianet
)

// upstreamURL is where the cloud's Partner Center is.
func (c Cloud) upstreamURL() *url.URL {
	host := "api.partnercenter.microsoft.com" // that of the US Government's cloud, too
	if c == CloudChina {
		host = "partner.partnercenterapi.microsoftonline.cn"
	}
	return &url.URL{Scheme: "https", Host: host}
}

var (
	guid   = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
	domain = regexp.MustCompile(`^[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+$`)
)

// parseTenant leaves out common and its like: they are no tenant, and an application has no token without one.
func parseTenant(text string) (Tenant, bool) {
	return Tenant(text), guid.MatchString(text) || domain.MatchString(text)
}

func parseGUID(text string) (GUID, bool) { return GUID(text), guid.MatchString(text) }

func parsePath(text string) (Path, bool) {
	return Path(text), text != "" && !strings.Contains(text, "\x00")
}

func (c *Credential) check(u *Upstream, f *faults) {
	switch entra := c.entraSettings(f); {
	case len(entra) == 0:
		c.checkToken(f)
	case c.UpstreamToken.IsSet() || f.about("upstream-token-file"):
		f.add(Fault{
			Name: "PCGRAPH_UPSTREAM_TOKEN", Problem: "is one kind of credential, and " + strings.Join(entra, ", ") + " another",
			Remedy: "Keep the fixed token, or the credential of Entra ID.",
		})
	default:
		c.checkApplication(f)
	}
	c.checkAuthority(u, f)
	readable(f, "PCGRAPH_CLIENT_CERTIFICATE_FILE", c.ClientCertificateFile)
	readable(f, "PCGRAPH_REFRESH_TOKEN_FILE", c.RefreshTokenFile)
}

// entraSettings names the settings that were given and have no meaning beside a fixed token.
func (c *Credential) entraSettings(f *faults) []string {
	var names []string
	for _, setting := range []struct {
		name, flag string
		given      bool
	}{
		{"PCGRAPH_TENANT_ID", "tenant-id", c.TenantID != ""},
		{"PCGRAPH_CLIENT_ID", "client-id", c.ClientID != ""},
		{"PCGRAPH_CLIENT_SECRET", "client-secret-file", c.ClientSecret.IsSet()},
		{"PCGRAPH_CLIENT_CERTIFICATE_FILE", "client-certificate-file", c.ClientCertificateFile != ""},
		{"PCGRAPH_CLIENT_CERTIFICATE_PASSWORD", "client-certificate-password-file", c.ClientCertificatePassword.IsSet()},
		{"PCGRAPH_REFRESH_TOKEN_FILE", "refresh-token-file", c.RefreshTokenFile != ""},
		{"PCGRAPH_AUTHORITY_URL", "authority-url", c.AuthorityURL != nil},
	} {
		if setting.given || f.about(setting.flag) {
			names = append(names, setting.name)
		}
	}
	return names
}

func (c *Credential) checkToken(f *faults) {
	switch token := c.UpstreamToken; {
	case f.about("upstream-token-file"):
	case !token.IsSet():
		f.add(Fault{
			Name: "PCGRAPH_UPSTREAM_TOKEN", Problem: "serve needs a credential for Partner Center, and there is none",
			Remedy: "Set PCGRAPH_TENANT_ID, PCGRAPH_CLIENT_ID and PCGRAPH_CLIENT_SECRET or PCGRAPH_CLIENT_CERTIFICATE_FILE; or set this to a fixed token, or let PCGRAPH_UPSTREAM_TOKEN_FILE name a file that holds it.",
		})
	case !isBearer(token.Reveal()):
		f.add(Fault{
			Name: "PCGRAPH_UPSTREAM_TOKEN", Problem: "has characters that a bearer token cannot have",
			Remedy: "Give the token alone: no space, no line break, not the word Bearer.",
		})
	}
}

// isBearer reports whether the token can stand in an Authorization header as it is.
func isBearer(token string) bool {
	return !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
}

// checkApplication looks for halves, and for two kinds in one. What was given and refused counts as given.
func (c *Credential) checkApplication(f *faults) {
	secret := c.ClientSecret.IsSet() || f.about("client-secret-file")
	certificate := c.ClientCertificateFile != "" || f.about("client-certificate-file")
	refresh := c.RefreshTokenFile != "" || f.about("refresh-token-file")
	for _, half := range []struct {
		isMissing             bool
		name, problem, remedy string
	}{
		{c.TenantID == "" && !f.about("tenant-id"), "PCGRAPH_TENANT_ID", "an Entra ID credential needs the partner's tenant", "Set it to the tenant's GUID or to one of its domains."},
		{c.ClientID == "" && !f.about("client-id"), "PCGRAPH_CLIENT_ID", "an Entra ID credential needs an application", "Set it to the application's ID."},
		{refresh && !secret && !certificate, "PCGRAPH_CLIENT_SECRET", "PCGRAPH_REFRESH_TOKEN_FILE can only be used with the application's secret", "Set it."},
		{!refresh && !secret && !certificate, "PCGRAPH_CLIENT_SECRET", "the application needs something to prove itself with", "Set it, or PCGRAPH_CLIENT_CERTIFICATE_FILE."},
		{secret && certificate, "PCGRAPH_CLIENT_CERTIFICATE_FILE", "is one kind of credential, and PCGRAPH_CLIENT_SECRET another", "Keep one of them."},
		{refresh && certificate && !secret, "PCGRAPH_CLIENT_CERTIFICATE_FILE", "cannot be used with PCGRAPH_REFRESH_TOKEN_FILE", "Give the application a secret, and set PCGRAPH_CLIENT_SECRET in its place."},
		{c.ClientCertificatePassword.IsSet() && !certificate, "PCGRAPH_CLIENT_CERTIFICATE_PASSWORD", "opens a certificate's file, and none is named", "Set PCGRAPH_CLIENT_CERTIFICATE_FILE, or leave it out."},
	} {
		if half.isMissing {
			f.add(Fault{Name: half.name, Problem: half.problem, Remedy: half.remedy})
		}
	}
}

func (c *Credential) checkAuthority(u *Upstream, f *faults) {
	switch authority := c.AuthorityURL; {
	case authority == nil:
	case strings.Trim(authority.Path, "/") != "":
		f.add(Fault{
			Name: "PCGRAPH_AUTHORITY_URL", Value: quote(authority.String()), Problem: "has a path; a login host has none",
			Remedy: "Leave the path out; the tenant is PCGRAPH_TENANT_ID.",
		})
	case authority.Scheme == "http" && !IsLoopback(authority.Hostname()) && !u.AllowInsecureUpstream && !f.about("allow-insecure-upstream"):
		f.add(Fault{
			Name: "PCGRAPH_AUTHORITY_URL", Value: quote(authority.String()),
			Problem: "would carry the credential over the network in the clear",
			Remedy:  "Use https, or set PCGRAPH_ALLOW_INSECURE_UPSTREAM=true.",
		})
	}
}

// readable notes a fault for a file that cannot be opened. It does not show the path: a secret pasted into the wrong
// variable looks like one.
func readable(f *faults, name string, path Path) {
	if path == "" {
		return
	}
	file, err := os.Open(string(path))
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		f.add(Fault{
			Name: name, Problem: "must be the path of a file that can be read; " + withoutPath(err).Error(),
			Remedy: "Correct the path or leave it out.",
		})
	}
}
