// Command bench measures the whole service beside a floor: the least that a Go
// program could do for the same answer, without GraphQL. It prints one table, in
// which every figure of ours stands beside the floor's as a ratio, because
// machines are noisy and ratios of one run are not.
//
//	go run ./bench            the table
//	go run ./bench -go        Go's benchmark format, for benchstat
//	go run ./bench -run cold  only the measurements whose name matches
//
// Both sides are asked through their http.Handler and ask the same upstream: the
// simulated Partner Center, whose answers are recorded first and replayed from
// memory, so that its own work does not count.
package main
