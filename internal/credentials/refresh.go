package credentials

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// refreshGrant acts in the name of a user who signed in once. It is what the page
// "Secure application model" calls App+User.
type refreshGrant struct {
	login  login
	secret string
	file   tokenFile
	logger *slog.Logger

	newest string // the refresh token to use next
	stored string // what stands in the file, as far as is known
}

func newRefreshGrant(o Options, l login) (grant, func() []byte, error) {
	g := &refreshGrant{login: l, secret: string(o.ClientSecret), file: tokenFile(o.RefreshTokenFile), logger: o.Logger}
	stored, err := g.file.read()
	if err != nil {
		return nil, nil, fmt.Errorf("RefreshTokenFile cannot be read: %w", err)
	}
	g.newest, g.stored = stored, stored
	return g.get, func() []byte {
		return deriveKey([]byte(g.secret), strings.ToLower(l.tenant), strings.ToLower(l.client))
	}, nil
}

func (g *refreshGrant) get(ctx context.Context, client *http.Client) (string, time.Time, error) {
	g.reread(ctx)
	config := clientcredentials.Config{
		ClientID:     g.login.client,
		ClientSecret: g.secret,
		TokenURL:     g.login.authority.JoinPath(g.login.tenant, "oauth2", "v2.0", "token").String(),
		Scopes:       []string{g.login.audience + "/user_impersonation", "offline_access"},
		AuthStyle:    oauth2.AuthStyleInParams,
		// oauth2.Config could refresh, too, but would not send the scope, which
		// decides what the token is for.
		EndpointParams: url.Values{"grant_type": {"refresh_token"}, "refresh_token": {g.newest}},
	}
	token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	if err != nil {
		return "", time.Time{}, err
	}
	g.keep(ctx, token.RefreshToken)
	return token.AccessToken, token.Expiry, nil
}

// reread takes what somebody else has put into the file: another replica that
// renewed before, or an operator after a new sign-in.
func (g *refreshGrant) reread(ctx context.Context) {
	found, err := g.file.read()
	if err != nil {
		g.logger.LogAttrs(ctx, slog.LevelWarn, "the refresh token's file cannot be read; the token in memory is used", slog.Any("error", err))
		return
	}
	if found != g.stored {
		g.newest, g.stored = found, found
	}
}

// keep writes a new refresh token to the file. It also writes one that could not be
// written before.
func (g *refreshGrant) keep(ctx context.Context, token string) {
	if token != "" {
		g.newest = token
	}
	if g.newest == g.stored {
		return
	}
	if err := g.file.write(g.newest); err != nil {
		g.logger.LogAttrs(ctx, slog.LevelError, "the new refresh token cannot be written to its file. It is kept in memory, and written at the next renewal. "+
			"Until then a restart may need a new sign-in: make the file's folder writable for this program, and mount the folder rather than the file alone",
			slog.Any("error", err))
		return
	}
	g.stored = g.newest
}
