package credentials

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Options say who asks for tokens, and where. TenantID, ClientID and one of three
// are required: ClientSecret alone, CertificateFile, or RefreshTokenFile with
// ClientSecret.
type Options struct {
	// Cloud decides the login host and what tokens are for. Empty means [Global].
	Cloud Cloud
	// AuthorityURL is the login host to ask in place of the cloud's, for tests and
	// private clouds; it has no path. It is trusted as it is: nobody else is asked
	// whether it is a login host.
	AuthorityURL string
	// TenantID is the partner's own tenant, a GUID or a domain.
	TenantID string
	// ClientID is the application's ID.
	ClientID string

	// ClientSecret is the application's secret: its value, not its ID.
	ClientSecret Secret
	// CertificateFile holds the application's certificate with its RSA key, as PEM
	// or as PFX (PKCS #12).
	CertificateFile string
	// CertificatePassword opens a PFX file. Empty means that it has none.
	CertificatePassword Secret
	// RefreshTokenFile holds the refresh token of a user's sign-in. It is written
	// again whenever the token is replaced, so its folder must be writable.
	RefreshTokenFile string

	// Transport sends requests to the login host. Nil means a copy of
	// http.DefaultTransport.
	Transport http.RoundTripper
	// Logger is told of failures and, at debug level, of renewals. Nil means
	// silence.
	Logger *slog.Logger
	// AllowInsecureHTTP permits an AuthorityURL with plain http to another machine.
	// The credential can then be read by everyone on the way.
	AllowInsecureHTTP bool
}

// login is where tokens come from, for whom, and what they are for.
type login struct {
	authority *url.URL
	insecure  bool // plain http is permitted to any host
	overrides bool // the authority is not the cloud's own
	tenant    string
	client    string
	audience  string
}

// complete checks the options, all of them, and puts the defaults in.
func (o Options) complete() (Options, login, error) {
	var mistakes []error
	wrong := func(isWrong bool, text string) {
		if isWrong {
			mistakes = append(mistakes, errors.New(text))
		}
	}
	at, known := o.Cloud.endpoints()
	wrong(!known, "Cloud is none of global, usgov and china")
	authority, err := parseAuthority(cmp.Or(o.AuthorityURL, at.authority), o.AllowInsecureHTTP)
	if known && err != nil {
		mistakes = append(mistakes, err)
	}
	wrong(!isName(o.TenantID), "TenantID must be a GUID or a domain")
	wrong(!isName(o.ClientID), "ClientID must be a GUID")

	secret, certificate, refresh := o.ClientSecret != "", o.CertificateFile != "", o.RefreshTokenFile != ""
	wrong(!secret && !certificate && !refresh, "ClientSecret, CertificateFile or RefreshTokenFile is required")
	wrong(certificate && (secret || refresh), "CertificateFile goes with neither ClientSecret nor RefreshTokenFile")
	wrong(refresh && !secret, "RefreshTokenFile needs ClientSecret")
	wrong(o.CertificatePassword != "" && !certificate, "CertificatePassword needs CertificateFile")
	if len(mistakes) > 0 {
		return Options{}, login{}, fmt.Errorf("credentials: %w", errors.Join(mistakes...))
	}

	if o.Transport == nil {
		o.Transport = newBaseTransport()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, login{
		authority: authority,
		insecure:  o.AllowInsecureHTTP,
		overrides: o.AuthorityURL != "",
		tenant:    o.TenantID,
		client:    o.ClientID,
		audience:  at.audience,
	}, nil
}

// parseAuthority takes the address of a login host. Its errors do not repeat the
// address, which may hold a password.
func parseAuthority(text string, allowInsecure bool) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Hostname() == "", u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("AuthorityURL must begin with https:// and a host")
	case u.User != nil, u.RawQuery != "", u.ForceQuery, u.Fragment != "", strings.Trim(u.Path, "/") != "":
		return nil, errors.New("AuthorityURL must be a scheme and a host, and nothing else")
	case u.Scheme == "http" && !allowInsecure && !isLoopback(u.Hostname()):
		return nil, errors.New("AuthorityURL must be https, or the credential can be read on the way; AllowInsecureHTTP permits it")
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}, nil
}

// isName takes what can be a GUID or a domain: it becomes a part of addresses.
func isName(text string) bool {
	return text != "" && !strings.HasPrefix(text, ".") && !strings.ContainsFunc(text, func(r rune) bool {
		return !('a' <= r && r <= 'z') && !('A' <= r && r <= 'Z') && !('0' <= r && r <= '9') && r != '-' && r != '.'
	})
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// newBaseTransport is the standard library's transport with connections of its own.
func newBaseTransport() http.RoundTripper {
	if standard, ok := http.DefaultTransport.(*http.Transport); ok {
		return standard.Clone()
	}
	return http.DefaultTransport // the program put one of its own there
}
