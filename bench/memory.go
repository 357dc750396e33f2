package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"sync"
	"time"
)

// measureMemory asks 32 times at once for 5,000 devices, three times over, and
// reads from the system how much memory the process had at most.
func measureMemory(table io.Writer, _ effort) error {
	fmt.Fprintln(table, "\tbefore, MiB\tpeak, MiB\tafter, MiB\t")
	for _, m := range []struct {
		name string
		ttl  time.Duration
	}{{"cold", 0}, {"cached", time.Hour}} {
		w, err := newWorld(50, 100, m.ttl)
		if err != nil {
			return err
		}
		s := w.subject(w.ours, 100)
		if err := s.check(5000); err != nil {
			return err
		}
		debug.FreeOSMemory()
		before, err := resident("VmRSS")
		if err != nil {
			return err
		}
		// Writing 5 there makes the system forget the peak so far.
		if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
			return err
		}
		for range 3 {
			var wait sync.WaitGroup
			for range inFlight {
				wait.Go(s.ask)
			}
			wait.Wait()
		}
		peak, err := resident("VmHWM")
		if err != nil {
			return err
		}
		debug.FreeOSMemory()
		after, err := resident("VmRSS")
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t\n", m.name, before, peak, after)
		w.close()
	}
	return nil
}

// resident reads a line such as "VmHWM: 1234 kB", in MiB.
func resident(name string) (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(status) {
		if fields := bytes.Fields(line); len(fields) > 1 && string(fields[0]) == name+":" {
			kib, err := strconv.Atoi(string(fields[1]))
			return kib / 1024, err
		}
	}
	return 0, fmt.Errorf("/proc/self/status has no %s", name)
}
