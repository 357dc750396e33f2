package relay

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
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

// A Scope names the list that a cursor belongs to.
type Scope [16]byte

// ScopeOf returns the scope of the list that parts name together. The parts are
// separated unambiguously: ("a", "bc") and ("ab", "c") are different lists.
func ScopeOf(parts ...string) Scope {
	hash := sha256.New()
	var size [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		hash.Write(size[:])
		hash.Write([]byte(part))
	}
	return Scope(hash.Sum(nil)[:len(Scope{})])
}

const (
	cursorVersion = 1
	// maxCursor bounds the work on a hostile cursor. Tokens of some hundred
	// bytes are known; a token may be forty times that before its cursors end here.
	maxCursor = 16 << 10
	// header is what stands in front of the token in a cursor's plain text.
	header = len(Scope{}) + 4 + len(Digest{})
)

// A Sealer turns positions into cursors and back. What it seals cannot be read
// or changed without its key. Sealing is deterministic: one position has one
// cursor, so a client that reads a page twice sees the same edges twice.
//
// It is AES-256-GCM whose nonce is a MAC of the plain text under a key of its
// own. A nonce can so repeat only together with its whole message, which gives
// nothing away but that equality.
type Sealer struct {
	aead     cipher.AEAD
	nonceKey [32]byte
}

// NewSealer returns the Sealer of secret, which should hold at least 16 bytes
// that nobody can guess. Every replica of the service needs the same.
func NewSealer(secret []byte) (*Sealer, error) {
	if len(secret) == 0 {
		return nil, errors.New("relay: the cursor key is empty")
	}
	key := derive(secret, "pcgraph cursor encryption")
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &Sealer{aead: aead, nonceKey: derive(secret, "pcgraph cursor nonce")}, nil
}

// derive keeps one purpose's key from telling anything about another's.
func derive(secret []byte, purpose string) [32]byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(purpose))
	return [32]byte(mac.Sum(nil))
}

// Seal returns the cursor of position p in the list that scope names.
func (s *Sealer) Seal(scope Scope, p Position) string {
	plain := make([]byte, 0, header+len(p.Token))
	plain = append(plain, scope[:]...)
	plain = binary.BigEndian.AppendUint32(plain, uint32(int32(p.Index)))
	plain = append(plain, p.Item[:]...)
	plain = append(plain, p.Token...)

	mac := hmac.New(sha256.New, s.nonceKey[:])
	mac.Write(plain)
	var sum [sha256.Size]byte
	nonce := mac.Sum(sum[:0])[:s.aead.NonceSize()]

	sealed := make([]byte, 0, 1+len(nonce)+len(plain)+s.aead.Overhead())
	sealed = append(sealed, cursorVersion)
	sealed = append(sealed, nonce...)
	sealed = s.aead.Seal(sealed, nonce, plain, sealed[:1])
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// Open returns the position that cursor stands for in the list that scope
// names. It fails with [ErrCursorInvalid] or [ErrCursorScope].
func (s *Sealer) Open(scope Scope, cursor string) (Position, error) {
	if len(cursor) > maxCursor {
		return Position{}, ErrCursorInvalid
	}
	// Strict refuses a second spelling of the same bytes: one position, one cursor.
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	nonceEnd := 1 + s.aead.NonceSize()
	if err != nil || len(sealed) < nonceEnd || sealed[0] != cursorVersion {
		return Position{}, ErrCursorInvalid
	}
	plain, err := s.aead.Open(nil, sealed[1:nonceEnd], sealed[nonceEnd:], sealed[:1])
	if err != nil || len(plain) < header {
		return Position{}, ErrCursorInvalid
	}
	if Scope(plain[:len(scope)]) != scope {
		return Position{}, ErrCursorScope
	}
	plain = plain[len(scope):]
	index := int32(binary.BigEndian.Uint32(plain))
	if index < PageStart || index == math.MaxInt32 {
		return Position{}, ErrCursorInvalid
	}
	return Position{
		Index: int(index),
		Item:  Digest(plain[4 : 4+len(Digest{})]),
		Token: string(plain[4+len(Digest{}):]),
	}, nil
}
