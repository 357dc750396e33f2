package pcclient

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	at := func(nanosecond int) time.Time { return time.Date(2018, 7, 24, 22, 3, 40, nanosecond, time.UTC) }
	for text, want := range map[string]time.Time{
		"2018-07-24T22:03:40":                 at(0),
		"2018-07-24T22:03:40Z":                at(0),
		"2018-07-24T22:03:40.5":               at(500_000_000),
		"2018-07-24T15:03:40.3184992-07:00":   at(318_499_200),
		"2018-07-24T22:03:40.123456789Z":      at(123_456_789),
		"2018-07-25T03:33:40+05:30":           at(0),
		"0001-01-01T00:00:00":                 {},
		"0001-01-01T00:00:00Z":                {},
		"0001-01-01T00:00:00-08:00":           {},
		"0001-01-01T00:00:00+08:00":           {},
		"9999-12-31T23:59:59.9999999-08:00":   {}, // the year 10000 in UTC
		"":                                    {},
		"Z":                                   {},
		"2018-07-24":                          {},
		"2018-07-24T":                         {},
		"2018-13-24T22:03:40":                 {},
		"2018-07-24T22:03:40Zulu":             {},
		"2018-07-24T22:03:40.123456789123456": at(123_456_789),
		"/Date(1532469820000)/":               {},
	} {
		if got := parseDate(text); !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%q is read as %v, want %v", text, got, want)
		}
	}
}

// FuzzParseDate checks that a date is either not set or one that can be written and
// read again.
func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{
		"2017-07-25T01:51:00", "2018-07-24T15:03:40.3184992-07:00", "2020-01-02T03:04:05Z", "0001-01-01T00:00:00",
		"9999-12-31T23:59:59.9999999-08:00", "2018-07-24T22:03:40+24:00", "2018-07-24T22:03:60", "", "T", "2018-07-24T22:03:40,5",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := parseDate(text)
		if got.IsZero() {
			return
		}
		if got.Location() != time.UTC || got.Year() < 2 || got.Year() > 9999 {
			t.Errorf("%q is read as %v", text, got)
		}
		if again := parseDate(got.Format(time.RFC3339Nano)); !again.Equal(got) {
			t.Errorf("%q is read as %v, and that as %v", text, got, again)
		}
	})
}
