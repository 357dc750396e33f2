package pcclient

import "time"

// parseDate reads the three forms in which Partner Center sends moments: without a
// zone, which means UTC; with an offset and seven digits of fraction; and with a Z.
// The result is in UTC. It is zero, which is "not set", for the year 1, which .NET
// sends for a moment that never was, and for what cannot be understood: one odd
// date is not worth losing a page for.
func parseDate(s string) time.Time {
	t, ok := parseMoment(s)
	if !ok {
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

// parseMoment reads a moment that is in UTC if it has no zone.
func parseMoment(s string) (t time.Time, ok bool) {
	// The library takes a text with a zone alone, and to add one to a string would
	// allocate for every device.
	var room [len("2006-01-02T15:04:05.9999999+00:00")]byte
	text := append(room[:0], s...)
	if !hasZone(s) {
		text = append(text, 'Z')
	}
	if t.UnmarshalText(text) == nil {
		return t, true
	}
	// Some spellings, such as an hour of one digit, only this takes.
	t, err := time.Parse(time.RFC3339Nano, string(text))
	return t, err == nil
}

// hasZone reports whether a zone is behind the time of day, or no time of day at all
// is there. To look for it is cheaper than to parse twice.
func hasZone(s string) bool {
	const dayAndT = len("2006-01-02T")
	for i := dayAndT; i < len(s); i++ {
		switch s[i] {
		case 'Z', 'z', '+', '-':
			return true
		}
	}
	return len(s) <= dayAndT
}
