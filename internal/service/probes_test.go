//go:build !race

package service

// probes is how many TestProbes sends.
const probes = 100_000
