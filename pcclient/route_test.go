package pcclient

import (
	"io"
	"log"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
)

func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }

// checkSegments checks that a request arrived with the very path that op is the
// template of: as many segments, and each id in its own.
func checkSegments(t *testing.T, r *http.Request, op string, ids []string) {
	t.Helper()
	sent, _, _ := strings.Cut(r.RequestURI, "?")
	sent, ok := strings.CutPrefix(sent, basePath)
	got, want := strings.Split(sent, "/"), strings.Split(strings.TrimPrefix(op, "GET "), "/")
	if !ok || len(got) != len(want) {
		t.Errorf("path is %q, want %d segments after the base path", r.RequestURI, len(want))
		return
	}
	for i := range want {
		segment, err := url.PathUnescape(got[i])
		if err != nil {
			t.Errorf("segment %q: %v", got[i], err)
		}
		expect := want[i]
		if strings.HasPrefix(expect, "{") {
			expect, ids = ids[0], ids[1:]
		}
		if segment != expect {
			t.Errorf("segment %d of %q is %q, want %q", i, r.RequestURI, segment, expect)
		}
	}
}

func TestRouteNeedsAllItsIDs(t *testing.T) {
	t.Parallel()
	_, err := routeDevices.url(&url.URL{}, []string{customerID})
	if KindOf(err) != KindInvalidArgument {
		t.Errorf("error is %v, want an invalid argument", err)
	}
}

func TestIsHeaderValue(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"AQAAAA==": true, "a,b=/_-": true, "a b": true, "": true,
		" a": false, "a ": false, "a\tb": false, "\ta": false, "a\n": false, "a\rb": false, "a\x00": false, "\x7f": false, "é": false,
		strings.Repeat("x", maxHeaderValueBytes):   true,
		strings.Repeat("x", maxHeaderValueBytes+1): false,
	} {
		if isHeaderValue(value) != want {
			t.Errorf("isHeaderValue(%.20q) is %v", value, !want)
		}
	}
}

// FuzzPathSegment checks that whatever an id is, it is refused or becomes exactly one
// segment that says the same.
func FuzzPathSegment(f *testing.F) {
	for _, seed := range []string{
		"", ".", "..", "...", "Test batch", "a/b", "../..", "%2e%2e", "%2F", `..\`, "a?b", "a#b", "+", "a;b", ":@&=$",
		"\x00", "\u0085", "\xff", "日本", customerID,
	} {
		f.Add(seed)
	}
	plain := regexp.MustCompile(`^[%A-Za-z0-9._~-]+$`)
	base := &url.URL{Scheme: "https", Host: "example.com", Path: "/a b", RawPath: "/a%20b"}
	f.Fuzz(func(t *testing.T, id string) {
		u, err := routeDeviceBatches.url(base, []string{id})
		if err != nil {
			if KindOf(err) != KindInvalidArgument {
				t.Errorf("error is %v", err)
			}
			return
		}
		// What goes out is what a server parses.
		parsed, err := url.ParseRequestURI(u.RequestURI())
		if err != nil {
			t.Fatal(err)
		}
		sent := parsed.EscapedPath()
		if path.Clean(sent) != sent || parsed.RawQuery != "" {
			t.Errorf("%q goes out as %q, which a server could take for something else", id, u.RequestURI())
		}
		segments := strings.Split(sent, "/")
		if len(segments) != 6 || segments[1] != "a%20b" || segments[5] != "deviceBatches" {
			t.Fatalf("%q goes out as %q", id, sent)
		}
		if !plain.MatchString(segments[4]) {
			t.Errorf("%q goes out as %q, with characters that servers read in more than one way", id, segments[4])
		}
		if back, err := url.PathUnescape(segments[4]); err != nil || back != id {
			t.Errorf("%q arrives as %q (%v)", id, back, err)
		}
	})
}
