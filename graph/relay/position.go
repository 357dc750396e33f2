package relay

import (
	"encoding/binary"
	"math/bits"
)

// A Position is a place between two items of a list: behind the item at Index
// of the page that Token fetches, or, when Index is [PageStart], in front of
// that page's first item. The zero value is not a position; see [Start].
type Position struct {
	// Token is what the upstream wants for the page; empty for the first page.
	Token string
	// Index counts the page's items from 0.
	Index int
	// Item tells the item in front of the position from others: that at Index, or at
	// [PageStart] the last of the page before. It is zero at the start of the list.
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

// DigestOf returns the fingerprint of id: a multiplicative hash, eight bytes at a
// time. It need not withstand forgery, because cursors are sealed. It is written
// out because it runs for every edge and is a part of cursors, so that it must be
// the same in every process, which hash/maphash is not; hash/fnv takes the bytes
// one by one and allocates.
func DigestOf(id string) (d Digest) {
	const factor = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio
	sum := uint64(len(id))
	for ; len(id) > 0; id = id[min(8, len(id)):] {
		high, low := bits.Mul64(sum^wordOf(id), factor)
		sum = high ^ low
	}
	binary.BigEndian.PutUint64(d[:], sum)
	return d
}

// wordOf is the first eight bytes of s, or all of them with zeros behind.
func wordOf(s string) (word uint64) {
	if len(s) >= 8 {
		s = s[:8] // one load, as the compiler sees
		return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	}
	for i := range len(s) {
		word |= uint64(s[i]) << (8 * i)
	}
	return word
}
