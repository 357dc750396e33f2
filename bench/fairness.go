package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"
)

// measureFairness asks again and again for one page while an operation of a
// thousand calls for the same customer is under way, with 5 ms for each answer.
func measureFairness(table io.Writer, _ effort) error {
	const batches = 999
	w, err := newWorld(batches, 1, 0)
	if err != nil {
		return err
	}
	defer w.close()
	w.upstream.latency = 5 * time.Millisecond
	big := w.subject(w.ours, 1)
	body, err := json.Marshal(map[string]any{
		"query":     `query ($customer: ID!) { customer(id: $customer) { companyName } }`,
		"variables": map[string]any{"customer": w.customer},
	})
	if err != nil {
		return err
	}
	small := subject{w.ours, body, w.upstream.calls.Load}

	times := func(until func() bool) []time.Duration {
		var latencies []time.Duration
		for !until() {
			asked := time.Now()
			small.ask()
			latencies = append(latencies, time.Since(asked))
		}
		slices.Sort(latencies)
		return latencies
	}
	start := time.Now()
	alone := times(func() bool { return time.Since(start) > time.Second })
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 10 {
			big.ask()
		}
	}()
	beside := times(func() bool {
		select {
		case <-done:
			return true
		default:
			return false
		}
	})
	fmt.Fprintln(table, "\tp50 ms\tp99 ms\t")
	for _, m := range []struct {
		name      string
		latencies []time.Duration
	}{{"alone", alone}, {"beside 1,000 calls", beside}} {
		fmt.Fprintf(table, "%s\t%.1f\t%.1f\t\n", m.name,
			percentile(m.latencies, 0.5).Seconds()*1000, percentile(m.latencies, 0.99).Seconds()*1000)
	}
	return nil
}
