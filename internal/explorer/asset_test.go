package explorer

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"testing"
)

func TestAssetEncoding(t *testing.T) {
	t.Parallel()
	const path = "/playground/main.js"
	s := newTestSite(t, Options{}, bundle(t))
	plain := get(s, path)
	packed := request(s, http.MethodGet, path, http.Header{"Accept-Encoding": {"gzip, br"}})

	if encoding := plain.Header().Get("Content-Encoding"); encoding != "" {
		t.Errorf("a client that asked for no encoding got %q", encoding)
	}
	if encoding := packed.Header().Get("Content-Encoding"); encoding != "gzip" {
		t.Fatalf("a client that takes gzip got %q", encoding)
	}
	if packed.Body.Len() >= plain.Body.Len() {
		t.Errorf("%d bytes compressed, %d plain", packed.Body.Len(), plain.Body.Len())
	}
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(unpacked, plain.Body.Bytes()) {
		t.Error("the two forms differ in content")
	}
	for _, w := range []http.Header{plain.Header(), packed.Header()} {
		if w.Get("Vary") != "Accept-Encoding" || w.Get("Cache-Control") != "no-cache" {
			t.Errorf("Vary %q, Cache-Control %q", w.Get("Vary"), w.Get("Cache-Control"))
		}
	}
	if plain.Header().Get("ETag") == packed.Header().Get("ETag") {
		t.Error("two representations share an entity tag")
	}
}

func TestAssetRevalidation(t *testing.T) {
	t.Parallel()
	s := newTestSite(t, Options{}, bundle(t))
	for _, path := range []string{"/playground", "/playground/main.js", "/playground/examples.json"} {
		for _, encoding := range []string{"identity", "gzip"} {
			header := http.Header{"Accept-Encoding": {encoding}}
			first := request(s, http.MethodGet, path, header)
			tag := first.Header().Get("ETag")
			if len(tag) < 10 {
				t.Fatalf("%s (%s): entity tag %q", path, encoding, tag)
			}
			header.Set("If-None-Match", tag)
			if again := request(s, http.MethodGet, path, header); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
				t.Errorf("%s (%s): status %d with %d bytes for the same tag", path, encoding, again.Code, again.Body.Len())
			}
			header.Set("If-None-Match", `"another"`)
			if again := request(s, http.MethodGet, path, header); again.Code != http.StatusOK || again.Body.Len() == 0 {
				t.Errorf("%s (%s): status %d with %d bytes for another tag", path, encoding, again.Code, again.Body.Len())
			}
		}
	}
}

func TestAssetDamagedInside(t *testing.T) {
	t.Parallel()
	whole := compress(t, "body { margin: 0 }")
	damaged, err := newCompressedAsset("main.css", whole[:len(whole)-6])
	if err != nil {
		t.Fatal(err)
	}
	s := &site{policy: fullPolicy, assets: map[string]*asset{"/playground/main.css": damaged}}
	if w := get(s, "/playground/main.css"); w.Code != http.StatusInternalServerError {
		t.Errorf("status %d for a file that cannot be unpacked", w.Code)
	}
}
