package explorer

import (
	"net/http"
	"strings"
	"testing"
)

func TestAcceptsGzip(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lines []string
		want  bool
	}{
		"none":                  {nil, false},
		"empty":                 {[]string{""}, false},
		"a browser":             {[]string{"gzip, deflate, br, zstd"}, true},
		"not first":             {[]string{"br, gzip"}, true},
		"second line":           {[]string{"br", "gzip"}, true},
		"upper case":            {[]string{"GZIP"}, true},
		"quality":               {[]string{"gzip;q=0.5"}, true},
		"quality with spaces":   {[]string{"gzip ; q = 0.5"}, true},
		"quality, upper case":   {[]string{"gzip;Q=1"}, true},
		"refused":               {[]string{"gzip;q=0"}, false},
		"refused at length":     {[]string{"gzip;q=0.000"}, false},
		"anything":              {[]string{"*"}, true},
		"nothing":               {[]string{"*;q=0"}, false},
		"anything but gzip":     {[]string{"*, gzip;q=0"}, false},
		"gzip and nothing else": {[]string{"*;q=0, gzip"}, true},
		"another one":           {[]string{"br"}, false},
		"identity":              {[]string{"identity"}, false},
		"a longer name":         {[]string{"gzipped"}, false},
		"a strange quality":     {[]string{"gzip;q=much"}, false},
		"a strange parameter":   {[]string{"gzip;level=9"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &http.Request{Header: http.Header{"Accept-Encoding": test.lines}}
			if got := acceptsGzip(r); got != test.want {
				t.Errorf("acceptsGzip(%q) = %t", test.lines, got)
			}
		})
	}
}

// A client that names neither gzip nor everything can never be given gzip, and one that names nothing else
// always is.
func FuzzAcceptsGzip(f *testing.F) {
	for _, line := range []string{"", "gzip", "br;q=1, *;q=0", "gzip;q=", "GZip;q=0.001,,", ";", "*;q"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		got := acceptsGzip(&http.Request{Header: http.Header{"Accept-Encoding": {line}}})
		if got && !strings.Contains(strings.ToLower(line), "gzip") && !strings.Contains(line, "*") {
			t.Errorf("%q was taken for gzip", line)
		}
		if !acceptsGzip(&http.Request{Header: http.Header{"Accept-Encoding": {"gzip", line}}}) {
			t.Errorf("gzip was not seen in front of %q", line)
		}
	})
}
