package pcclient

import (
	"strings"
	"time"
)

// parseDate reads the three forms in which Partner Center sends moments: without a
// zone, which means UTC; with an offset and seven digits of fraction; and with a Z.
// The result is in UTC. It is zero, which is "not set", for the year 1, which .NET
// sends for a moment that never was, and for what cannot be understood: one odd
// date is not worth losing a page for.
func parseDate(s string) time.Time {
	const dayAndT = len("2006-01-02T")
	// Looking for a zone is five times cheaper than parsing twice.
	if len(s) > dayAndT && !strings.ContainsAny(s[dayAndT:], "Zz+-") {
		s += "Z"
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}
	}
	t = t.UTC()
	// An offset can push the last moment that .NET knows past what RFC 3339 can
	// write again.
	if t.Year() <= 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}
