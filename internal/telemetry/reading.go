package telemetry

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"pcgraph/internal/pagecache"
)

// A reading is a metric that somebody else counts, and that is read at each scrape.
type reading[T any] struct {
	desc   *prometheus.Desc
	kind   prometheus.ValueType
	value  func(T) float64
	labels []string
}

func newReading[T any](kind prometheus.ValueType, name, help string, value func(T) float64) reading[T] {
	return reading[T]{desc: prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, nil, nil), kind: kind, value: value}
}

// readings are collected together, so that they are of the same moment.
type readings[T any] struct {
	read func() T
	list []reading[T]
}

// Describe implements [prometheus.Collector].
func (r readings[T]) Describe(to chan<- *prometheus.Desc) {
	for _, one := range r.list {
		to <- one.desc
	}
}

// Collect implements [prometheus.Collector].
func (r readings[T]) Collect(to chan<- prometheus.Metric) {
	now := r.read()
	for _, one := range r.list {
		to <- prometheus.MustNewConstMetric(one.desc, one.kind, one.value(now), one.labels...)
	}
}

// labelled are readings of one name, told apart by a label.
func labelled[T any](name, help, label string, values ...labelledValue[T]) []reading[T] {
	desc := prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, []string{label}, nil)
	list := make([]reading[T], len(values))
	for i, v := range values {
		list[i] = reading[T]{desc: desc, kind: prometheus.CounterValue, value: v.of, labels: []string{v.label}}
	}
	return list
}

type labelledValue[T any] struct {
	label string
	of    func(T) float64
}

// ReadCache adds the metrics of the cache of pages. It fails when they are there
// already.
func (r *Recorder) ReadCache(stats func() pagecache.Stats) error {
	list := labelled("cache_requests_total", "Asks of the cache that were not given up, by what answered them.", "result",
		labelledValue[pagecache.Stats]{"hit", func(s pagecache.Stats) float64 { return float64(s.Hits) }},
		labelledValue[pagecache.Stats]{"miss", func(s pagecache.Stats) float64 { return float64(s.Misses) }},
		labelledValue[pagecache.Stats]{"coalesced", func(s pagecache.Stats) float64 { return float64(s.Coalesced) }},
	)
	list = append(list,
		newReading(prometheus.CounterValue, "cache_stale_total", "Asks that were answered with a page whose time was over, because there was no new one to be had.",
			func(s pagecache.Stats) float64 { return float64(s.Stale) }),
		newReading(prometheus.CounterValue, "cache_evictions_total", "Pages that were dropped for want of room.",
			func(s pagecache.Stats) float64 { return float64(s.Evictions) }),
		newReading(prometheus.GaugeValue, "cache_entries", "Pages and customers in memory.",
			func(s pagecache.Stats) float64 { return float64(s.Entries) }),
		newReading(prometheus.GaugeValue, "cache_bytes", "Memory that they take.",
			func(s pagecache.Stats) float64 { return float64(s.Bytes) }),
	)
	return register(r, readings[pagecache.Stats]{stats, list})
}

// fastCounts are what [Recorder.ReadFastPath] reads.
type fastCounts struct{ fast, left uint64 }

// ReadFastPath adds the metrics of the fast path: how many objects of answers were
// written by tables, and how many were left to the executor. Nil adds none. It fails
// when they are there already.
func (r *Recorder) ReadFastPath(counts func() (fast, left uint64)) error {
	if counts == nil {
		return nil
	}
	read := func() (c fastCounts) {
		c.fast, c.left = counts()
		return c
	}
	return register(r, readings[fastCounts]{read, labelled("fast_path_objects_total",
		"Objects of answers at which the fast path may begin, by what wrote them.", "writer",
		labelledValue[fastCounts]{"tables", func(c fastCounts) float64 { return float64(c.fast) }},
		labelledValue[fastCounts]{"executor", func(c fastCounts) float64 { return float64(c.left) }},
	)})
}

func register(r *Recorder, c prometheus.Collector) error {
	if err := r.registry.Register(c); err != nil {
		return fmt.Errorf("telemetry: %w", err)
	}
	return nil
}
