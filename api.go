package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"pcgraph/graph/loaders"
	"pcgraph/internal/config"
	"pcgraph/internal/explorer"
	"pcgraph/internal/fairqueue"
	"pcgraph/internal/httpd"
	"pcgraph/internal/service"
	"pcgraph/internal/telemetry"
	"pcgraph/pcclient"
)

// parts are what the API is made of beside its settings.
type parts struct {
	client     *pcclient.Client
	recorder   *telemetry.Recorder // which watches client already
	credential string              // stands for the upstream's credential in the cache
	cursorKey  config.Secret
	callers    authenticate
	open       bool // callers are asked nothing
	checks     []httpd.Check
}

// api is the GraphQL API on its listeners.
type api struct {
	settings config.API
	upstream *service.Upstream
	server   *httpd.Server
}

// listen builds the API and opens its listeners.
func listen(ctx context.Context, c config.API, p parts, stderr io.Writer) (_ *api, err error) {
	log := logger(c.Log, stderr)
	documents, err := documentsOf(c.Documents)
	if err != nil {
		return nil, err
	}
	upstream, err := service.NewUpstream(p.client, service.UpstreamOptions{
		CacheTTL: c.CacheTTL, StaleIfError: c.StaleIfError, CacheBytes: int64(c.CacheBytes), Credential: p.credential,
		Calls: fairqueue.Limits{Total: c.MaxTotalCalls, PerCustomer: c.MaxCustomerCalls},
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			upstream.Close()
		}
	}()
	lists, err := service.NewFast()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(p.recorder.ReadCache(upstream.Stats), p.recorder.ReadFastPath(lists.Counts)); err != nil {
		return nil, err
	}
	handler, err := service.NewHandler(service.Options{
		Upstream:  upstream,
		Fast:      lists,
		Watch:     p.recorder.Operation,
		Callers:   p.callers,
		CursorKey: []byte(p.cursorKey.Reveal()),
		Calls:     loaders.Limits{MaxCalls: c.MaxUpstreamCalls, MaxParallel: c.MaxParallelCalls},
		Limits:    limitsOf(c),
		Documents: documents, DocumentsOnly: c.Operations == config.DocumentsStrict,
		RequestTimeout: c.RequestTimeout,
		Origins:        c.CORSOrigins,
		CheckHost:      p.open && c.Addr.IsLoopback() || len(c.Hosts) > 0,
		Hosts:          c.Hosts,
		Introspection:  c.Introspection.On(),
		Playground:     c.Playground.On(),
		Federation:     c.Federation,
		Logger:         log,
	})
	if err != nil {
		return nil, manifestFaults(err)
	}
	readiness, err := httpd.NewReadiness(p.checks...)
	if err != nil {
		return nil, err
	}
	admin := httpd.NewAdminHandler(httpd.AdminOptions{Readiness: readiness, Metrics: p.recorder.Metrics()})
	if c.AdminAddr.IsLoopback() {
		admin = httpd.OnlyHosts(c.Hosts, admin)
	}
	server, err := httpd.Listen(ctx, httpd.ServerOptions{
		Addr: c.Addr.String(), Handler: handler,
		AdminAddr: c.AdminAddr.String(), AdminHandler: admin,
		Readiness: readiness, RequestTimeout: c.RequestTimeout,
		DrainDelay: c.DrainDelay, ShutdownTimeout: c.DrainTimeout, Logger: log,
	})
	if err != nil {
		return nil, err
	}
	return &api{settings: c, upstream: upstream, server: server}, nil
}

// limitsOf says what one request may ask for.
func limitsOf(c config.API) httpd.Limits {
	return httpd.Limits{
		BodyBytes: int64(c.MaxBodyBytes), JSONValues: c.MaxJSONValues,
		QueryBytes: int(c.MaxQueryBytes), QueryTokens: c.MaxQueryTokens, Selections: c.MaxSelections,
		Depth: c.MaxQueryDepth, Aliases: c.MaxAliases, RootFields: c.MaxRootFields, Directives: c.MaxDirectives,
		Complexity: c.MaxComplexity, Errors: c.MaxErrors,
		DocumentBytes: disabledIfZero(int64(c.DocumentCacheBytes)),
	}
}

// announce prints a line for each listener, and returns the API's URL.
func (a *api) announce(stdout io.Writer) string {
	url := "http://" + a.server.Addr().String() + "/graphql"
	fmt.Fprintln(stdout, "pcgraph: GraphQL on", url)
	fmt.Fprintf(stdout, "pcgraph: admin on http://%s\n", a.server.AdminAddr())
	return url
}

// announcePlayground prints where the page for people is, if there is one.
func (a *api) announcePlayground(stdout io.Writer) {
	if !a.settings.Playground.On() {
		return
	}
	page := "Playground"
	if !explorer.Built() {
		page = "a small Playground (`make explorer` builds the full one)"
	}
	fmt.Fprintf(stdout, "pcgraph: %s on http://%s/playground\n", page, a.server.Addr())
}

// run serves until ctx ends and everything is drained.
func (a *api) run(ctx context.Context) error {
	defer a.upstream.Close()
	return a.server.Run(ctx)
}
