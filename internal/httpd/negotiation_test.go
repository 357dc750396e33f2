package httpd

import (
	"net/http"
	"testing"
)

func TestNegotiate(t *testing.T) {
	t.Parallel()
	const older, newer = "application/json", "application/graphql-response+json"
	for _, tt := range []struct {
		accept string
		want   string // "" for none
	}{
		{"", older},
		{"  ", older},
		{"*/*", older},
		{"application/*", older},
		{older, older},
		{newer, newer},
		{"APPLICATION/JSON", older},
		{newer + ", " + older, newer},
		{older + ", " + newer, older},
		{newer + "," + older + ";q=0.9", newer},
		{newer + ";q=0.5, " + older + ";q=0.9", older},
		{newer + ", */*", newer},
		{"*/*, " + newer, newer},
		{"*/*;q=0.9, " + newer + ";q=0.1", older},
		{older + ";q=0, */*", newer},
		{"*/*, " + older + ";q=0, " + newer + ";q=0", ""},
		{"*/*;q=0", ""},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", older},
		{"text/html", ""},
		{"application/graphql+json", ""},
		{newer + "; charset=utf-8", newer},
		{newer + "; charset=UTF-8, " + older + ";q=0.1", newer},
		{newer + "; charset=iso-8859-1", ""},
		{newer + "; charset=iso-8859-1, " + older, older},
		{older + ";q=2", ""},
		{older + ";q=-1", ""},
		{older + ";q=NaN", ""},
		{older + ";q=much, " + newer, newer},
		{"garbage;;=, " + newer, newer},
		{",,", ""},
	} {
		got, ok := negotiate([]string{tt.accept})
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Accept %q: %q, %v; want %q", tt.accept, got, ok, tt.want)
		}
	}
	if got, ok := negotiate(nil); got != older || !ok {
		t.Errorf("no Accept: %q, %v", got, ok)
	}
	if got, _ := negotiate([]string{"text/html", newer}); got != newer {
		t.Errorf("two Accept headers: %q", got)
	}
}

func FuzzNegotiate(f *testing.F) {
	for _, seed := range []string{
		"", "*/*", "application/json;q=0.5, application/*", `application/json; charset="utf-8", */*;q=0`, ";q=1", "a/b;c=\"", "\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		media, ok := negotiate([]string{accept})
		if ok != (media == jsonMedia || media == responseMedia) || !ok && media != "" {
			t.Fatalf("Accept %q: %q, %v", accept, media, ok)
		}
		// A type named first and at full quality always wins, whatever stands behind it.
		if got, _ := negotiate([]string{responseMedia, accept}); got != responseMedia {
			t.Fatalf("Accept %q, %q: %q", responseMedia, accept, got)
		}
	})
}

func TestCheckContentType(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		contentType, encoding string
		ok                    bool
	}{
		{"application/json", "", true},
		{"Application/JSON; charset=UTF-8", "", true},
		{`application/json; charset="utf8"`, "identity", true},
		{"application/json; profile=x", "", true},
		{"", "", false},
		{"application/graphql", "", false},
		{"application/json; charset=latin1", "", false},
		{"application/json; charset", "", false},
		{"application/json", "gzip", false},
		{"multipart/form-data; boundary=x", "", false},
	} {
		h := http.Header{"Content-Type": {tt.contentType}, "Content-Encoding": {tt.encoding}}
		if refused := checkContentType(h); (refused == nil) != tt.ok {
			t.Errorf("%q, %q: %+v", tt.contentType, tt.encoding, refused)
		} else if refused != nil && refused.status != http.StatusUnsupportedMediaType {
			t.Errorf("%q, %q: status %d", tt.contentType, tt.encoding, refused.status)
		}
	}
}
