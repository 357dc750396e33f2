package pcsim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"strings"
	"time"
)

// place is what a continuation token says: where in which list the next page
// starts. Clients must not look into it; the simulator keeps nothing else.
type place struct {
	list   uint64 // which list, as a hash of its address
	offset int
	size   int
	// empties is how many pages without items come first, and padded that all
	// of them have been decided on: see [KindEmptyPages].
	empties int
	padded  bool
	// epoch is the number of times that all tokens had been expired.
	epoch uint32
	// issued is zero unless tokens age.
	issued time.Time
	// filter is the raw filter of a list of customers: what follows the first
	// page sends none.
	filter string
}

const (
	tokenVersion = 1
	tokenFixed   = 42      // bytes before the filter
	tokenTag     = 8       // bytes of signature behind it; without a filter the base64 then ends in "="
	tokenMost    = 8 << 10 // bytes of a whole token: room for the longest filter
)

// tokens writes and reads continuation tokens. They are signed, so that one that
// a client made up or changed can be told from one that was handed out.
type tokens struct {
	key []byte
}

func newTokens(seed uint64) tokens {
	key := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("pcsim continuation token"), seed))
	return tokens{key: key[:]}
}

// write spells p. Some tokens are short like "AQAAAA==", others some hundred
// characters with / = , _ and -, because the documentation shows both.
func (t tokens) write(p place) string {
	flags := byte(0)
	if p.padded {
		flags = 1
	}
	raw := []byte{tokenVersion, flags}
	raw = binary.BigEndian.AppendUint64(raw, p.list)
	raw = binary.BigEndian.AppendUint64(raw, uint64(p.offset))
	raw = binary.BigEndian.AppendUint64(raw, uint64(p.size))
	raw = binary.BigEndian.AppendUint32(raw, uint32(p.empties))
	raw = binary.BigEndian.AppendUint32(raw, p.epoch)
	issued := int64(0)
	if !p.issued.IsZero() {
		issued = p.issued.UnixNano()
	}
	raw = binary.BigEndian.AppendUint64(raw, uint64(issued))
	raw = append(raw, p.filter...)
	token := base64.StdEncoding.EncodeToString(append(raw, t.tag(raw)...))
	if p.size > 0 && p.offset/p.size%2 == 0 && p.offset > 0 {
		token += tail(token)
	}
	return token
}

// read is the reverse of write; ok is false for everything that write did not make.
func (t tokens) read(token string) (p place, ok bool) {
	if len(token) > tokenMost {
		return place{}, false
	}
	core, _, _ := strings.Cut(token, ",")
	raw, err := base64.StdEncoding.DecodeString(core)
	if err != nil || len(raw) < tokenFixed+tokenTag || raw[0] != tokenVersion {
		return place{}, false
	}
	raw, tag := raw[:len(raw)-tokenTag], raw[len(raw)-tokenTag:]
	if !hmac.Equal(tag, t.tag(raw)) {
		return place{}, false
	}
	p = place{
		padded:  raw[1] == 1,
		list:    binary.BigEndian.Uint64(raw[2:]),
		offset:  int(binary.BigEndian.Uint64(raw[10:])),
		size:    int(binary.BigEndian.Uint64(raw[18:])),
		empties: int(binary.BigEndian.Uint32(raw[26:])),
		epoch:   binary.BigEndian.Uint32(raw[30:]),
		filter:  string(raw[tokenFixed:]),
	}
	if issued := int64(binary.BigEndian.Uint64(raw[34:])); issued != 0 {
		p.issued = time.Unix(0, issued)
	}
	// The signature does not cover the tail, and base64 has more than one
	// spelling of the same bytes; the whole must be what write makes of it.
	return p, t.write(p) == token
}

func (t tokens) tag(raw []byte) []byte {
	mac := hmac.New(sha256.New, t.key)
	_, _ = mac.Write(raw) // a hash never fails
	return mac.Sum(nil)[:tokenTag]
}

// tail lengthens a token by 328 characters of every kind that has been seen.
func tail(core string) string {
	var text strings.Builder
	for i := range uint64(4) {
		bits := mix(hash(core) + i)
		noise := sha256.Sum256(binary.BigEndian.AppendUint64(nil, bits))
		text.WriteString("," + guid(bits, mix(bits)) + "/" + base64.URLEncoding.EncodeToString(noise[:]))
	}
	return text.String()
}

// position is the place a request asks for: the start of the list, or what its
// continuation token says. size is the page size of a first page.
func (s *Server) position(c *call, list string, size int) (place, *refusal) {
	id := hash(list)
	values := c.request.Header.Values(headerToken)
	if len(values) == 0 {
		return place{list: id, size: size, epoch: s.epoch.Load()}, nil
	}
	if len(values) > 1 {
		return place{}, badRequest("The header %s is there %d times; send it once.", headerToken, len(values))
	}
	token := values[0]
	if token == "" {
		return place{}, badRequest("The header %s is empty; leave it out to read the first page.", headerToken)
	}
	p, ok := s.tokens.read(token)
	if !ok {
		if unescaped, err := url.QueryUnescape(token); err == nil && unescaped != token {
			if _, ok := s.tokens.read(unescaped); ok {
				return place{}, badRequest("The continuation token was URL-escaped; send it in the header exactly as it came.")
			}
		}
		return place{}, badRequest("This continuation token was not issued by this service.")
	}
	switch {
	case p.list != id:
		return place{}, badRequest("This continuation token belongs to another list.")
	case p.epoch != s.epoch.Load(), !p.issued.IsZero() && time.Since(p.issued) >= s.options.TokenLife:
		return place{}, expiredToken()
	}
	return p, nil
}

// next is the token for the place p.
func (s *Server) next(p place) string {
	p.issued = time.Time{}
	if s.options.TokenLife > 0 {
		p.issued = time.Now()
	}
	return s.tokens.write(p)
}

// expiredToken refuses a token that was good once. invented: no document says
// how long tokens live or what follows.
func expiredToken() *refusal {
	return badRequest("The continuation token has expired. Start again without it.")
}
