package fast

import (
	"io"
	"sync"
)

// maxPooled is the largest text whose memory is used again. A larger one, such as
// a window of 1000 devices with their hardware hashes, would be held for ever for
// the sake of few.
const maxPooled = 2 << 20

// A buffer is text that is given back when it has been used. Whoever holds it
// has it alone.
type buffer struct {
	text []byte
	pool *sync.Pool
}

func takeBuffer(pool *sync.Pool) *buffer {
	if b, ok := pool.Get().(*buffer); ok {
		return b
	}
	return &buffer{pool: pool}
}

func (b *buffer) release() {
	if cap(b.text) <= maxPooled {
		b.text = b.text[:0]
		b.pool.Put(b)
	}
}

// written is text that gqlgen may write as often as it wants.
type written []byte

// MarshalGQL writes the text.
func (t written) MarshalGQL(w io.Writer) { _, _ = w.Write(t) }
