package fast

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"sync"
)

// spliceFrom is the length, in bytes, from which a text is spliced. A shorter one
// is copied sooner than it is kept track of.
const spliceFrom = 4 << 10

// A Splice keeps what was written in one operation until the response is sent.
// gqlgen then gets a mark in its place, and neither copies it into the response's
// data nor makes room for it there.
//
// It is for a transport that sends one response and looks into no data: with
// @defer, or an interceptor that reads responses, the marks would be seen.
type Splice struct {
	mu       sync.Mutex
	kept     []*buffer
	released bool
}

type spliceKey struct{}

// WithSplice returns a context for an operation whose response goes through
// [Splice.Parts].
func WithSplice(ctx context.Context) (context.Context, *Splice) {
	s := &Splice{}
	return context.WithValue(ctx, spliceKey{}, s), s
}

// A mark is the number of a kept buffer. It is written between two bytes of 0,
// which cannot stand in JSON.
type mark int

// MarshalGQL writes the mark.
func (m mark) MarshalGQL(w io.Writer) {
	text := strconv.AppendInt([]byte{0}, int64(m), 10)
	_, _ = w.Write(append(text, 0))
}

// keep takes the buffer over. It is false when the response has been sent
// already.
func (s *Splice) keep(b *buffer) (mark, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.released {
		return 0, false
	}
	s.kept = append(s.kept, b)
	return mark(len(s.kept) - 1), true
}

var errMark = errors.New("fast: the data has a mark that stands for nothing")

// Parts returns the data of the response in pieces, which are to be sent one
// after another: what stands between the marks, and what the marks stand for.
// The pieces are good until Release.
func (s *Splice) Parts(data []byte) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	parts := make([][]byte, 0, 2*len(s.kept)+1)
	for {
		before, rest, found := bytes.Cut(data, []byte{0})
		parts = append(parts, before)
		if !found {
			return parts, nil
		}
		number, after, found := bytes.Cut(rest, []byte{0})
		n, err := strconv.Atoi(string(number))
		if !found || err != nil || n < 0 || n >= len(s.kept) {
			return nil, errMark
		}
		parts, data = append(parts, s.kept[n].text), after
	}
}

// Release gives the memory back. It is called when nothing will be sent any
// more, and must be, whatever came of the response.
func (s *Splice) Release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.kept {
		b.release()
	}
	s.kept, s.released = nil, true
}
