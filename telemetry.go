package main

import (
	"context"
	"io"
	"time"

	"pcgraph/internal/config"
	"pcgraph/internal/telemetry"
	"pcgraph/pcclient"
)

// flushTimeout is how long the last spans of traces may take to be sent.
const flushTimeout = 5 * time.Second

// recording begins to record what an API does, until stop is called.
func recording(ctx context.Context, c config.API, stderr io.Writer) (_ *telemetry.Recorder, stop func(), err error) {
	log := logger(c.Log, stderr)
	recorder, err := telemetry.New(ctx, telemetry.Options{Operations: c.MetricsOperations, Version: version(), Logger: log})
	if err != nil {
		return nil, nil, err
	}
	return recorder, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
		defer cancel()
		if err := recorder.Close(ctx); err != nil {
			log.WarnContext(ctx, "traces are not complete", "error", err)
		}
	}, nil
}

// recorded has a client's calls recorded.
func recorded(o pcclient.Options, by *telemetry.Recorder) pcclient.Options {
	o.Transport, o.Observer = by.Transport(pcclient.NewTransport()), by.Observer()
	return o
}
