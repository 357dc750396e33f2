package relay

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
)

// Why a cursor was refused. None of them says more to the caller than that: a
// cursor is hostile input, and its content is none of the caller's business.
var (
	// ErrCursorInvalid: not made by this service, made with another key, or changed.
	ErrCursorInvalid = errors.New("relay: cursor is not valid")
	// ErrCursorScope: genuine, but of another list.
	ErrCursorScope = errors.New("relay: cursor belongs to another list")
	// ErrCursorExpired: genuine, but its page or its item is gone.
	ErrCursorExpired = errors.New("relay: cursor has expired")
)

const (
	cursorVersion = 1
	// maxCursor bounds the work on a hostile cursor. Tokens of some hundred
	// bytes are known; a token may be forty times that before its cursors end here.
	maxCursor = 16 << 10
	nonceSize = 12
	tagSize   = 16
	// edgeSize is the index, the digest and their MAC, cut to a size that base64
	// ends on without a rest.
	edgeSize = placeSize + macSize
	// placeSize is the index and the digest.
	placeSize = 4 + len(Digest{})
	macSize   = 12
	// sealSize is what sealing an edge takes: behind it, the block that hides its place.
	sealSize = edgeSize + aes.BlockSize
)

// A Sealer turns positions into cursors and back. What it seals cannot be read
// or changed without its key. Sealing is deterministic: one position has one
// cursor, so a client that reads a page twice sees the same edges twice.
//
// A cursor has two parts. The page's part hides list and token: AES-256-GCM
// whose nonce is a MAC of the plain text under a key of its own, so that a nonce
// repeats only together with its whole message. The edge's part seals the index and
// the digest in the same way, in what takes two AES blocks: their MAC is an
// AES-CBC-MAC over two blocks, the tag of the page's part and the edge, and they are
// hidden by the block that the MAC encrypts to under a key of its own. All cursors
// of a page share the first part, which is why it is worked out once a page.
type Sealer struct {
	page        cipher.AEAD
	edge, cover cipher.Block
	nonceKey    [32]byte
}

// NewSealer returns the Sealer of secret, which should hold at least 16 bytes
// that nobody can guess. Every replica of the service needs the same.
func NewSealer(secret []byte) (*Sealer, error) {
	if len(secret) == 0 {
		return nil, errors.New("relay: the cursor key is empty")
	}
	block, err := aes.NewCipher(derive(secret, "pcgraph cursor page"))
	if err != nil {
		return nil, err
	}
	page, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	edge, err := aes.NewCipher(derive(secret, "pcgraph cursor edge"))
	if err != nil {
		return nil, err
	}
	cover, err := aes.NewCipher(derive(secret, "pcgraph cursor cover"))
	if err != nil {
		return nil, err
	}
	return &Sealer{page: page, edge: edge, cover: cover, nonceKey: [32]byte(derive(secret, "pcgraph cursor nonce"))}, nil
}

// derive keeps one purpose's key from telling anything about another's.
func derive(secret []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// A List makes and reads the cursors of one list.
type List struct {
	sealer *Sealer
	scope  [16]byte
}

// List returns the list that parts name together. The parts are separated
// unambiguously: ("a", "bc") and ("ab", "c") are different lists.
func (s *Sealer) List(parts ...string) List {
	hash := sha256.New()
	var size [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		hash.Write(size[:])
		hash.Write([]byte(part))
	}
	return List{sealer: s, scope: [16]byte(hash.Sum(nil))}
}

// PageCursors are the cursors into one page.
type PageCursors struct {
	sealer *Sealer
	shared []byte   // the page's part, in base64
	chain  [16]byte // what the MACs of its edges begin with
}

// Page returns the cursors into the page that token fetches.
func (l List) Page(token string) PageCursors {
	// The page's part must end where base64 has no rest, so that it is the same
	// text in front of every edge's: up to two bytes in front of the token see to that.
	rest := (1 + nonceSize + len(l.scope) + 1 + len(token) + tagSize) % 3
	pad := (3 - rest) % 3
	plain := make([]byte, 0, len(l.scope)+1+pad+len(token))
	plain = append(plain, l.scope[:]...)
	plain = append(plain, byte(pad))
	plain = append(plain, "\x00\x00"[:pad]...)
	plain = append(plain, token...)

	mac := hmac.New(sha256.New, l.sealer.nonceKey[:])
	mac.Write(plain)
	nonce := mac.Sum(nil)[:nonceSize]

	sealed := append([]byte{cursorVersion}, nonce...)
	sealed = l.sealer.page.Seal(sealed, nonce, plain, sealed[:1])
	p := PageCursors{sealer: l.sealer, shared: base64.RawURLEncoding.AppendEncode(nil, sealed)}
	p.chain = l.sealer.chain(sealed)
	return p
}

// Append appends the cursor of a position in the page to dst.
func (p PageCursors) Append(dst []byte, position Position) []byte {
	const encodedSize = edgeSize / 3 * 4
	dst = append(dst, p.shared...)
	// The edge is sealed behind where it will be encoded to. An array for it would
	// be allocated, for every edge, because AES is called through an interface.
	start := len(dst)
	end := start + encodedSize
	dst = slices.Grow(dst, encodedSize+sealSize)[:end+sealSize]
	base64.RawURLEncoding.Encode(dst[start:end], p.sealer.sealEdge(dst[end:], &p.chain, position.Index, position.Item))
	return dst[:end]
}

// Open returns the position that cursor stands for. It fails with
// [ErrCursorInvalid] or [ErrCursorScope].
func (l List) Open(cursor string) (Position, error) {
	if len(cursor) > maxCursor {
		return Position{}, ErrCursorInvalid
	}
	// One position, one cursor: Strict refuses a second spelling of the same bytes,
	// but for line breaks, which the decoder passes over all the same.
	if strings.ContainsAny(cursor, "\r\n") {
		return Position{}, ErrCursorInvalid
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) < 1+nonceSize+tagSize+edgeSize || sealed[0] != cursorVersion {
		return Position{}, ErrCursorInvalid
	}
	page, edge := sealed[:len(sealed)-edgeSize], sealed[len(sealed)-edgeSize:]
	seal := make([]byte, sealSize)
	copy(seal, edge)
	l.sealer.hide(seal)
	index, item := int(int32(binary.BigEndian.Uint32(seal))), Digest(seal[4:placeSize])
	chain := l.sealer.chain(page)
	genuine := l.sealer.sealEdge(seal, &chain, index, item)
	if subtle.ConstantTimeCompare(genuine, edge) != 1 || index < PageStart {
		return Position{}, ErrCursorInvalid
	}
	plain, err := l.sealer.page.Open(nil, page[1:1+nonceSize], page[1+nonceSize:], page[:1])
	if err != nil || len(plain) < len(l.scope)+1 {
		return Position{}, ErrCursorInvalid
	}
	scope, rest := plain[:len(l.scope)], plain[len(l.scope):]
	pad := int(rest[0])
	if len(rest) < 1+pad {
		return Position{}, ErrCursorInvalid
	}
	if !bytes.Equal(scope, l.scope[:]) {
		return Position{}, ErrCursorScope
	}
	return Position{Token: string(rest[1+pad:]), Index: index, Item: item}, nil
}

// chain is the first block of the CBC-MAC of all edges of a page: its tag, which
// stands for its list and its token, encrypted.
func (s *Sealer) chain(page []byte) (chain [16]byte) {
	s.edge.Encrypt(chain[:], page[len(page)-tagSize:])
	return chain
}

// sealEdge returns the edge's part, which it makes in seal.
func (s *Sealer) sealEdge(seal []byte, chain *[16]byte, index int, item Digest) []byte {
	binary.BigEndian.PutUint32(seal, uint32(int32(index)))
	copy(seal[4:placeSize], item[:])
	// CBC-MAC is sound because every message is two blocks long.
	block := seal[placeSize:][:aes.BlockSize]
	copy(block, chain[:])
	subtle.XORBytes(block, block, seal[:placeSize])
	s.edge.Encrypt(block, block)
	s.hide(seal)
	return seal[:edgeSize]
}

// hide covers the place in seal, in front of its MAC, or uncovers it.
func (s *Sealer) hide(seal []byte) {
	cover := seal[edgeSize:][:aes.BlockSize]
	clear(cover)
	copy(cover, seal[placeSize:edgeSize])
	s.cover.Encrypt(cover, cover)
	subtle.XORBytes(seal[:placeSize], seal[:placeSize], cover)
}
