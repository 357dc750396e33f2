package main

import (
	"context"
	"log/slog"
	"net/http"

	"pcgraph/internal/callers"
	"pcgraph/internal/config"
	"pcgraph/internal/httpd"
	"pcgraph/internal/service"
)

// authenticate tells who calls; see service.Options.
type authenticate = func(*http.Request) (context.Context, error)

// callersOf returns what tells the callers apart, and what has to be so for that.
func callersOf(c config.Callers, log *slog.Logger) (authenticate, []httpd.Check, error) {
	if c.Auth == config.AuthNone {
		return service.Everyone, nil, nil
	}
	issuer, err := callers.NewIssuer(callers.Options{
		Issuer: c.OIDCIssuer.String(), Audience: string(c.OIDCAudience), GrantsClaim: string(c.GrantsClaim), Logger: log,
	})
	if err != nil {
		return nil, nil, err
	}
	return issuer.Authenticate, []httpd.Check{{Name: "issuer of access tokens", Func: issuer.Ready}}, nil
}
