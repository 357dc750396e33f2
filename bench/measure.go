package main

import (
	"cmp"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// A cost is what one request costs.
type cost struct {
	cpu    time.Duration // user and system, of the whole process, the collector included
	wall   time.Duration
	allocs float64
	bytes  float64
	calls  float64
}

// sample asks for at least the given time and returns the mean.
func (s subject) sample(atLeast time.Duration) cost {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	calls, cpu, start := s.calls(), cpuTime(), time.Now()
	n := 0
	for time.Since(start) < atLeast {
		s.ask()
		n++
	}
	wall, used := time.Since(start), cpuTime()-cpu
	runtime.ReadMemStats(&after)
	per := func(total float64) float64 { return total / float64(n) }
	return cost{
		cpu:    used / time.Duration(n),
		wall:   wall / time.Duration(n),
		allocs: per(float64(after.Mallocs - before.Mallocs)),
		bytes:  per(float64(after.TotalAlloc - before.TotalAlloc)),
		calls:  per(float64(s.calls() - calls)),
	}
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// compare samples both in turn, so that a slow spell of the machine hits both,
// and returns the medians and the median of the rounds' ratios of CPU time.
func compare(ours, theirs subject, e effort) (our, their cost, ratio float64) {
	var a, b []cost
	var ratios []float64
	for range e.rounds {
		b = append(b, theirs.sample(e.each))
		a = append(a, ours.sample(e.each))
		ratios = append(ratios, float64(a[len(a)-1].cpu)/float64(b[len(b)-1].cpu))
	}
	return medianCost(a), medianCost(b), median(ratios)
}

func medianCost(costs []cost) cost {
	return cost{
		cpu:    median(project(costs, func(c cost) time.Duration { return c.cpu })),
		wall:   median(project(costs, func(c cost) time.Duration { return c.wall })),
		allocs: median(project(costs, func(c cost) float64 { return c.allocs })),
		bytes:  median(project(costs, func(c cost) float64 { return c.bytes })),
		calls:  median(project(costs, func(c cost) float64 { return c.calls })),
	}
}

func project[T any](costs []cost, of func(cost) T) []T {
	list := make([]T, len(costs))
	for i, c := range costs {
		list[i] = of(c)
	}
	return list
}

func median[T cmp.Ordered](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}

// percentile returns the value that the given part of the sorted values does not
// exceed.
func percentile(sorted []time.Duration, part float64) time.Duration {
	return sorted[min(len(sorted)-1, int(part*float64(len(sorted))))]
}
