package relay

import "encoding/binary"

// A Position is a place between two items of a list: behind the item at Index
// of the page that Token fetches, or, when Index is [PageStart], in front of
// that page's first item. The zero value is not a position; see [Start].
type Position struct {
	// Token is what the upstream wants for the page; empty for the first page.
	Token string
	// Index counts the page's items from 0.
	Index int
	// Item tells the item at Index from others. It is zero at [PageStart].
	Item Digest
}

// PageStart is the Index of a position in front of its page's first item. The
// last item of a page is followed by such a position on the next page, so that
// continuing there does not fetch the finished page again.
const PageStart = -1

// Start is the position in front of the whole list.
var Start = Position{Index: PageStart}

// A Digest is a fingerprint of an item's ID: short, because every cursor
// carries one, and long enough to tell the 100 items of a page apart.
type Digest [8]byte

// DigestOf returns the fingerprint of id: 64-bit FNV-1a. It need not withstand
// forgery, because cursors are sealed; written out because it runs for every
// edge, and package hash/fnv would allocate for each.
func DigestOf(id string) (d Digest) {
	const offset, prime = 14695981039346656037, 1099511628211
	sum := uint64(offset)
	for i := range len(id) {
		sum = (sum ^ uint64(id[i])) * prime
	}
	binary.BigEndian.PutUint64(d[:], sum)
	return d
}
