package pcsim

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"
)

// reply is an answer as data, so that faults can bend it and that the same
// answer can go to a socket or to a caller in the same process.
type reply struct {
	status int
	header http.Header // never nil, unless reset or cutHead
	body   []byte

	// padding is this many spaces inside the body, behind its first brace, where
	// JSON allows them. They are made while they are sent.
	padding int64
	// unsized leaves Content-Length out.
	unsized bool
	// chunk and pause send the body in pieces of chunk bytes with a pause before
	// each. 0: at once.
	chunk int
	pause time.Duration
	// cut breaks the connection when half of the body is sent.
	cut bool
	// reset breaks the connection instead of answering, cutHead in the middle of
	// the header.
	reset, cutHead bool
}

// length is the number of bytes that the reply promises.
func (r reply) length() int64 { return int64(len(r.body)) + r.padding }

// open is where the padding goes: behind the body's first brace, or in front of a
// body that has none.
func (r reply) open() int { return bytes.IndexByte(r.body, '{') + 1 }

// head is the header to send, with the Content-Length.
func (r reply) head() http.Header {
	header := r.header.Clone()
	if !r.unsized {
		header.Set("Content-Length", strconv.FormatInt(r.length(), 10))
	}
	return header
}

// playback reads a reply's body at the reply's own pace and ends as the reply
// does: with io.EOF, or with io.ErrUnexpectedEOF when it is cut.
type playback struct {
	ctx  context.Context
	from reply
	sent int64
	stop int64 // how much is sent before the end
	open int64 // the position of the padding
}

func (r reply) play(ctx context.Context) *playback {
	p := &playback{ctx: ctx, from: r, stop: r.length(), open: int64(r.open())}
	if r.cut {
		p.stop /= 2
	}
	return p
}

func (p *playback) Read(into []byte) (int, error) {
	if err := context.Cause(p.ctx); err != nil {
		return 0, err
	}
	if p.sent >= p.stop {
		if p.from.cut {
			return 0, io.ErrUnexpectedEOF
		}
		return 0, io.EOF
	}
	if chunk := int64(p.from.chunk); chunk > 0 {
		// A reader with a small buffer takes a piece in several reads.
		taken := p.sent % chunk
		if taken == 0 {
			if err := wait(p.ctx, p.from.pause); err != nil {
				return 0, err
			}
		}
		into = into[:min(int64(len(into)), chunk-taken)]
	}
	into = into[:min(int64(len(into)), p.stop-p.sent)]
	n := 0
	switch behind := p.sent - p.open; {
	case behind < 0: // the body up to the padding
		n = copy(into, p.from.body[p.sent:p.open])
	case behind < p.from.padding:
		n = int(min(int64(len(into)), p.from.padding-behind))
		for i := range into[:n] {
			into[i] = ' '
		}
	default:
		n = copy(into, p.from.body[p.sent-p.from.padding:])
	}
	p.sent += int64(n)
	return n, nil
}

// wait lets time pass, or fails when the client leaves first.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
