package httpd

import (
	"math"

	"github.com/maypok86/otter/v2"
)

const (
	// bytesOfNode is about what a node of a parsed document takes in memory.
	bytesOfNode = 300
	// bytesOfDocument is what any document takes beside its text and its nodes. It makes the bound on memory one
	// on the number of documents, too.
	bytesOfDocument = 2 << 10
)

// documentCache keeps valid documents by their hash, as many as fit a bound on memory; those that are asked for often
// stay. A nil documentCache keeps nothing.
type documentCache struct {
	documents *otter.Cache[documentHash, *document]
}

// newDocumentCache returns nil when nothing is to be kept.
func newDocumentCache(bytes int64) (*documentCache, error) {
	if bytes < 0 {
		return nil, nil
	}
	documents, err := otter.New(&otter.Options[documentHash, *document]{
		MaximumWeight: uint64(bytes),
		Weigher:       func(_ documentHash, d *document) uint32 { return d.bytes() },
	})
	if err != nil {
		return nil, err
	}
	return &documentCache{documents}, nil
}

func (c *documentCache) get(hash documentHash) *document {
	if c == nil {
		return nil
	}
	d, _ := c.documents.GetIfPresent(hash)
	return d
}

func (c *documentCache) keep(d *document) {
	if c != nil {
		c.documents.Set(d.hash, d)
	}
}

// bytes is about what the document takes in memory.
func (d *document) bytes() uint32 {
	return uint32(min(bytesOfDocument+len(d.text)+d.size.written*bytesOfNode, math.MaxUint32))
}
