//go:build race

package service

// probes is how many TestProbes sends: fewer, because each takes ten times as long.
const probes = 8_000
