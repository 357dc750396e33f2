package main

import (
	"crypto/sha256"
	"encoding/hex"
	"log/slog"

	"pcgraph/internal/config"
	"pcgraph/internal/credentials"
	"pcgraph/internal/httpd"
	"pcgraph/pcclient"
)

// credential is how the program identifies itself to Partner Center, and what
// follows from that.
type credential struct {
	token     pcclient.TokenSource
	cursorKey config.Secret // the one that was set, or else derived from the credential
	checks    []httpd.Check // what has to be so for calls to be accepted
	close     func()
}

// digest stands for the credential where it must be told from others and not be
// known.
func (c credential) digest() string {
	sum := sha256.Sum256([]byte("pcgraph credential\x00" + c.cursorKey.Reveal()))
	return hex.EncodeToString(sum[:])
}

// credentialOf makes the credential that is set: a fixed token, or one of Entra ID.
func credentialOf(c *config.Serve, log *slog.Logger) (credential, error) {
	if token := c.UpstreamToken; token.IsSet() {
		return credential{
			token:     pcclient.StaticToken(token.Reveal()),
			cursorKey: ifSet(c.CursorKey, token),
			close:     func() {},
		}, nil
	}
	options := credentials.Options{
		Cloud:               credentials.Cloud(c.Cloud),
		TenantID:            string(c.TenantID),
		ClientID:            string(c.ClientID),
		ClientSecret:        credentials.Secret(c.ClientSecret.Reveal()),
		CertificateFile:     string(c.ClientCertificateFile),
		CertificatePassword: credentials.Secret(c.ClientCertificatePassword.Reveal()),
		RefreshTokenFile:    string(c.RefreshTokenFile),
		Logger:              log,
		AllowInsecureHTTP:   c.AllowInsecureUpstream,
	}
	if c.AuthorityURL != nil {
		options.AuthorityURL = c.AuthorityURL.String()
	}
	source, err := credentials.New(options)
	if err != nil {
		return credential{}, err
	}
	return credential{
		token:     source,
		cursorKey: ifSet(c.CursorKey, config.NewSecret(string(source.CursorKey()))),
		checks:    []httpd.Check{{Name: "credential for Partner Center", Func: source.Check}},
		close:     source.Close,
	}, nil
}

func ifSet(secret, otherwise config.Secret) config.Secret {
	if secret.IsSet() {
		return secret
	}
	return otherwise
}
