package main

import (
	"testing"
	"time"
)

func benchmarkOurs(b *testing.B, batches, devices, first int, ttl time.Duration) {
	w, err := newWorld(batches, devices, ttl)
	if err != nil {
		b.Fatal(err)
	}
	defer w.close()
	s := w.subject(w.ours, first)
	if err := s.check(batches * first); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.ask()
	}
}

func BenchmarkManyCold(b *testing.B)    { benchmarkOurs(b, 50, 100, 100, 0) }
func BenchmarkManyCached(b *testing.B)  { benchmarkOurs(b, 50, 100, 100, time.Hour) }
func BenchmarkPageCold(b *testing.B)    { benchmarkOurs(b, 1, 100, 100, 0) }
func BenchmarkPageCached(b *testing.B)  { benchmarkOurs(b, 1, 100, 100, time.Hour) }
func BenchmarkFirstCold(b *testing.B)   { benchmarkOurs(b, 20, 100, 10, 0) }
func BenchmarkFirstCached(b *testing.B) { benchmarkOurs(b, 20, 100, 10, time.Hour) }
