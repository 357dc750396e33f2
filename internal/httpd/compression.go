package httpd

import (
	"fmt"
	"net/http"

	"github.com/CAFxX/httpcompression"
	brotlienc "github.com/CAFxX/httpcompression/contrib/andybalholm/brotli"
	gzipenc "github.com/CAFxX/httpcompression/contrib/klauspost/gzip"
	"github.com/andybalholm/brotli"
)

const (
	// compressFrom is the size in bytes from which an answer is compressed: one that fits a packet gains nothing.
	compressFrom = 1400
	// The levels are low: lists of devices repeat themselves so much that higher ones cost several times the
	// CPU for a few per cent.
	gzipLevel   = 2
	brotliLevel = 3
)

// compression compresses what a client takes compressed, while it is written: nothing is held back but the
// first bytes. What has a Content-Encoding already passes as it is.
func compression(next http.Handler) (http.Handler, error) {
	gz, err := gzipenc.New(gzipenc.Options{Level: gzipLevel})
	if err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	br, err := brotlienc.New(brotli.WriterOptions{Quality: brotliLevel})
	if err != nil {
		return nil, fmt.Errorf("brotli: %w", err)
	}
	adapter, err := httpcompression.Adapter(
		httpcompression.Compressor(brotlienc.Encoding, 1, br),
		httpcompression.Compressor(gzipenc.Encoding, 0, gz),
		httpcompression.Prefer(httpcompression.PreferServer),
		httpcompression.MinSize(compressFrom),
		httpcompression.ContentTypes([]string{jsonMedia, responseMedia, "text/plain"}, false),
	)
	if err != nil {
		return nil, err
	}
	return adapter(next), nil
}
