// Service exports every device of a customer from pcgraph's GraphQL API into a
// CSV or JSON Lines file. It shows how another Go service uses the API: with a
// typed client made from the schema, with windows and cursors, and with an answer
// to everything that the API's error codes say.
//
//	go run . -customer GUID -out devices.csv
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"pcgraph/examples/service/api"
	"pcgraph/examples/service/export"
)

// Exit codes.
const (
	exitComplete   = 0
	exitIncomplete = 1 // the same command goes on
	exitRefused    = 2 // nothing was done
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string) int {
	o, err := parse(args, os.Getenv, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return exitComplete
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitRefused
	}
	report := newReporter(os.Stderr)
	result, err := exportDevices(ctx, o, report)
	var refused *export.StartError
	if errors.As(err, &refused) {
		fmt.Fprintln(os.Stderr, err)
		return exitRefused
	}
	if err != nil {
		report.Noticed(fmt.Sprintf("Stopped: %v\nThe same command goes on where this one ended.", err))
		return exitIncomplete
	}
	report.Noticed(fmt.Sprintf("%s: %d devices of %d batches.", o.output, result.Devices, result.Batches))
	for _, failed := range result.Failed {
		report.Noticed(fmt.Sprintf("Missing: batch %q: %v", failed.Batch, failed.Err))
	}
	if len(result.Failed) > 0 {
		report.Noticed("The same command tries the missing batches again.")
		return exitIncomplete
	}
	return exitComplete
}

func exportDevices(ctx context.Context, o options, report export.Watcher) (export.Result, error) {
	format, err := export.FormatNamed(o.format)
	if err != nil {
		return export.Result{}, err
	}
	client, err := api.NewClient(o.api, o.token)
	if err != nil {
		return export.Result{}, err
	}
	return export.Run(ctx, export.Options{
		Source:    api.Customer{Client: client, ID: o.customer, Secrets: o.secrets},
		Output:    o.output,
		Of:        export.Identity{API: o.api, Customer: o.customer, Format: o.format, Secrets: o.secrets},
		Format:    format,
		Overwrite: o.overwrite,
		Retry:     export.Retry{Tries: o.tries},
		Watcher:   report,
	})
}
