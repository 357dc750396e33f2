package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"text/tabwriter"
	"time"
)

func main() {
	only := flag.String("run", "", "measure only the groups whose name matches this regular expression")
	rounds := flag.Int("rounds", 5, "rounds of a comparison, of which the median counts")
	each := flag.Duration("time", 400*time.Millisecond, "time for each sample of a comparison")
	flag.Parse()
	pattern, err := regexp.Compile(*only)
	if err == nil {
		err = run(os.Stdout, pattern, effort{*rounds, *each})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// An effort is how much time a comparison may take.
type effort struct {
	rounds int
	each   time.Duration
}

// A group is a table of its own.
type group struct {
	name, title string
	measure     func(io.Writer, effort) error // writes tab-separated lines
}

var groups = []group{
	{"cpu", "CPU time, allocations and upstream calls beside the floor", measureCPU},
	{"latency", "Wall time with an upstream that takes 50 ms for each answer", measureLatency},
	{"calls", "Upstream calls of many operations at once", measureCalls},
	{"load", "32 requests in flight", measureLoad},
	{"walk", "A walk over 10,000 devices, 100 at a time", measureWalk},
	{"memory", "Memory of 32 concurrent answers of 5,000 devices", measureMemory},
	{"fairness", "A small operation beside one of 1,000 calls", measureFairness},
}

func run(w io.Writer, only *regexp.Regexp, e effort) error {
	for _, g := range groups {
		if !only.MatchString(g.name) {
			continue
		}
		fmt.Fprintf(w, "\n%s\n\n", g.title)
		table := tabwriter.NewWriter(w, 0, 0, 3, ' ', tabwriter.AlignRight)
		if err := g.measure(table, e); err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}
