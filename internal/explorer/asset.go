package explorer

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"path"
	"sync"
	"time"
)

// contentTypes is all that the Playground serves. A file of another kind stops the start: with nosniff a
// wrong type would be a page that silently stays empty.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".svg":  "image/svg+xml",
	".ttf":  "font/ttf",
	".txt":  "text/plain; charset=utf-8",
}

// asset is one file as it is served: plain, or compressed with the plain form made when a client asks for it.
type asset struct {
	contentType string
	digest      string
	compressed  []byte // nil when the file is stored plain
	plain       func() ([]byte, error)
}

// newAsset takes a file that is stored plain.
func newAsset(name string, content []byte) (*asset, error) {
	contentType, err := contentTypeOf(name)
	if err != nil {
		return nil, err
	}
	return &asset{
		contentType: contentType,
		digest:      digestOf(content),
		plain:       func() ([]byte, error) { return content, nil },
	}, nil
}

// newCompressedAsset takes a file of the bundle, which is stored in gzip form only: that is how nearly every
// browser wants it, and it keeps the binary small.
func newCompressedAsset(name string, compressed []byte) (*asset, error) {
	contentType, err := contentTypeOf(name)
	if err != nil {
		return nil, err
	}
	if _, err := gzip.NewReader(bytes.NewReader(compressed)); err != nil {
		return nil, fmt.Errorf("explorer: %s of the bundle is damaged, build it again: %w", name, err)
	}
	return &asset{
		contentType: contentType,
		digest:      digestOf(compressed),
		compressed:  compressed,
		// Kept once made, so that asking for the plain form again and again costs no work.
		plain: sync.OnceValues(func() ([]byte, error) { return decompress(compressed) }),
	}, nil
}

// serve answers GET and HEAD, conditional requests included. The two forms of a file are different
// representations, hence two entity tags.
func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	// Always ask whether it changed: names carry no version, and a new binary must show at once.
	h.Set("Cache-Control", "no-cache")
	if a.compressed != nil {
		h.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			h.Set("ETag", `"`+a.digest+`-gzip"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.compressed))
			return
		}
	}
	content, err := a.plain()
	if err != nil {
		http.Error(w, "This file of the Playground is damaged.", http.StatusInternalServerError)
		return
	}
	h.Set("ETag", `"`+a.digest+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

func contentTypeOf(name string) (string, error) {
	contentType, known := contentTypes[path.Ext(name)]
	if !known {
		return "", fmt.Errorf("explorer: no content type is known for %q", name)
	}
	return contentType, nil
}

func digestOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:16])
}

// decompress reads without a bound: the input is part of this binary.
func decompress(compressed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}
