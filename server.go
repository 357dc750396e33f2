// Command pcgraph is a GraphQL API in front of Microsoft Partner Center's REST
// API for device deployment. `pcgraph help` lists its commands and settings;
// docs/walkthrough.md follows one request through the packages.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"pcgraph/internal/config"
	"pcgraph/internal/httpd"
	"pcgraph/internal/pcsim"
	"pcgraph/internal/service"
	"pcgraph/pcclient"
)

// Exit codes. A wrong command line is 2, as config.UsageError says.
const (
	exitDone   = 0
	exitFailed = 1
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal drains; a second one must find the default, which ends.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is the program: it returns when its work is done or ctx has ended and
// everything is drained.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	command, err := config.Parse(args, environ)
	if err == nil {
		switch c := command.(type) {
		case *config.Help:
			_, err = io.WriteString(stdout, c.Text)
		case *config.Schema:
			_, err = io.WriteString(stdout, service.SDL(c.Federation))
		case *config.Version:
			_, err = fmt.Fprintf(stdout, "pcgraph %s\n", version())
		case *config.Simulate:
			err = simulate(ctx, c, stdout)
		case *config.Demo:
			err = demo(ctx, c, stdout, stderr)
		case *config.Serve:
			err = serve(ctx, c, stdout, stderr)
		}
	}
	if err == nil {
		return exitDone
	}
	var usage *config.UsageError
	if errors.As(err, &usage) {
		fmt.Fprintln(stderr, usage)
		return usage.ExitCode()
	}
	fmt.Fprintln(stderr, "pcgraph:", err)
	return exitFailed
}

// serve runs the API in front of the upstream that is set.
func serve(ctx context.Context, c *config.Serve, stdout, stderr io.Writer) error {
	credential, err := credentialOf(c, logger(c.Log, stderr))
	if err != nil {
		return err
	}
	defer credential.close()
	recorder, stop, err := recording(ctx, c.API, stderr)
	if err != nil {
		return err
	}
	defer stop()
	client, err := pcclient.New(recorded(pcclient.Options{
		BaseURL:           c.UpstreamURL.String(),
		Token:             credential.token,
		Application:       "pcgraph",
		Logger:            logger(c.Log, stderr),
		MaxRetries:        disabledIfZero(c.UpstreamRetries),
		MaxRetryAfter:     c.MaxRetryAfter,
		HedgeAfter:        c.HedgeAfter,
		CallTimeout:       c.UpstreamTimeout,
		AllowInsecureHTTP: c.AllowInsecureUpstream,
	}, recorder))
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	who, checks, err := callersOf(c.Callers, logger(c.Log, stderr))
	if err != nil {
		return err
	}
	api, err := listen(ctx, c.API, parts{
		client: client, recorder: recorder, credential: credential.digest(), cursorKey: credential.cursorKey,
		callers: who, open: c.Auth == config.AuthNone, checks: append(checks, credential.checks...),
	}, stderr)
	if err != nil {
		return err
	}
	api.announce(stdout)
	api.announcePlayground(stdout)
	return api.run(ctx)
}

// demoCredential is what the demo's API shows the demo's Partner Center. It
// opens nothing.
const demoCredential = "demo"

// demo runs the API in front of a simulated Partner Center in the same process.
// The simulator has an address of its own, so that both sides can be looked at.
func demo(ctx context.Context, c *config.Demo, stdout, stderr io.Writer) error {
	sim, err := pcsim.New(pcsim.Options{Token: demoCredential, Latency: c.Latency})
	if err != nil {
		return err
	}
	recorder, stop, err := recording(ctx, c.API, stderr)
	if err != nil {
		return err
	}
	defer stop()
	upstream, err := httpd.Listen(ctx, httpd.ServerOptions{Addr: "127.0.0.1:0", Handler: sim})
	if err != nil {
		return err
	}
	client, err := pcclient.New(recorded(pcclient.Options{
		BaseURL: "http://" + upstream.Addr().String(), Token: pcclient.StaticToken(demoCredential), Logger: logger(c.Log, stderr),
	}, recorder))
	if err != nil {
		return errors.Join(err, upstream.Close())
	}
	defer client.CloseIdleConnections()
	key := c.CursorKey
	if !key.IsSet() {
		key = config.NewSecret(demoCredential)
	}
	api, err := listen(ctx, c.API, parts{client: client, recorder: recorder, cursorKey: key, callers: service.Everyone, open: true}, stderr)
	if err != nil {
		return errors.Join(err, upstream.Close())
	}

	// In one piece, so that whoever waits for one of the lines finds the others too.
	var start strings.Builder
	fmt.Fprintln(&start, "pcgraph: the data is simulated: no customer and no device here is real, and Partner Center is not asked")
	api.announcePlayground(&start) // a person opens the first link
	url := api.announce(&start)
	fmt.Fprintf(&start, "pcgraph: simulated Partner Center on http://%s (bearer token %q)\n", upstream.Addr(), demoCredential)
	fmt.Fprintf(&start, "\nA first query:\n\n  %s\n\n%s\n", firstQuery(url), sim.Describe())
	fmt.Fprint(stdout, start.String())

	// What is in flight at the API still needs its upstream: that one stops last.
	upstreamCtx, stopUpstream := context.WithCancel(context.WithoutCancel(ctx))
	upstreamDone := make(chan error, 1)
	go func() { upstreamDone <- upstream.Run(upstreamCtx) }()
	err = api.run(ctx)
	client.CloseIdleConnections() // or the simulator would wait for them
	stopUpstream()
	return errors.Join(err, <-upstreamDone)
}

// simulate runs the simulated Partner Center alone.
func simulate(ctx context.Context, c *config.Simulate, stdout io.Writer) error {
	sim, err := pcsim.New(pcsim.Options{
		Token: c.Token.Reveal(), TokenLife: c.TokenLife, Latency: c.Latency,
		Bulk: pcsim.Bulk{Seed: uint64(c.Seed), Customers: c.Customers, Batches: c.Batches, Devices: c.Devices},
	})
	if err != nil {
		return err
	}
	server, err := httpd.Listen(ctx, httpd.ServerOptions{Addr: c.Addr.String(), Handler: sim})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "pcgraph: simulated Partner Center on http://%s\n\n%s\n", server.Addr(), sim.Describe())
	return server.Run(ctx)
}

// firstQuery is a command that answers on every machine with curl.
func firstQuery(url string) string {
	query := `{ customer(id: \"` + pcsim.CustomerDocumented + `\") { deviceBatches { batchId devices(first: 2) { nodes { serialNumber } } } } }`
	return `curl -s ` + url + ` -H 'Content-Type: application/json' -d '{"query":"` + query + `"}'`
}

func logger(c config.Log, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == config.LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// disabledIfZero says "none" in the way of pcclient.Options and httpd.Limits, whose
// 0 is the default.
func disabledIfZero[T int | int64](n T) T {
	if n == 0 {
		return -1
	}
	return n
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	words := []string{info.Main.Version, info.GoVersion}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			words = append(words, setting.Value)
		}
	}
	return strings.Join(words, " ")
}
