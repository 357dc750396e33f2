package pcsim

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
)

// Transport gives the simulator to a client in the same process, without a
// socket: every request, to whatever host, is answered by the Server in the
// caller's own goroutine. Nothing waits but on time and on the request's
// context, so it works inside a bubble of testing/synctest, if the Server was
// made inside it too.
//
// A reset is an error that wraps [syscall.ECONNRESET]; a header or a body that is
// cut is [io.ErrUnexpectedEOF]; a context that ends gives its cause. A body with
// gzip is unpacked, as [http.Transport] does, unless the request names encodings
// itself. As with any transport, the body of every response must be closed.
func (s *Server) Transport() http.RoundTripper { return transport{server: s} }

type transport struct {
	server *Server
}

func (t transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		defer func() { _ = request.Body.Close() }()
	}
	received, err := asReceived(request)
	if err != nil {
		return nil, err
	}
	answer, done, err := t.server.exchange(received)
	switch {
	case err != nil:
	case answer.cutHead:
		err = io.ErrUnexpectedEOF
	case answer.reset:
		err = &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	}
	if err != nil {
		done()
		return nil, err
	}
	ctx, leave := context.WithCancelCause(request.Context())
	over := func() { leave(http.ErrBodyReadAfterClose); done() }
	response := &http.Response{
		Status:        fmt.Sprintf("%d %s", answer.status, http.StatusText(answer.status)),
		StatusCode:    answer.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        answer.head(),
		ContentLength: answer.length(),
		Body:          &responseBody{from: answer.play(ctx), over: over},
		Request:       request,
	}
	if answer.unsized {
		response.ContentLength = -1
	}
	if answer.header.Get("Content-Encoding") == "gzip" && request.Header.Get("Accept-Encoding") == "" {
		response.Header.Del("Content-Encoding")
		response.Header.Del("Content-Length")
		response.ContentLength, response.Uncompressed = -1, true
		response.Body = &unpackedBody{packed: response.Body}
	}
	if request.Method == http.MethodHead {
		over()
		response.Body = http.NoBody
	}
	return response, nil
}

// asReceived is the request as a server would see it behind a socket: with the
// URL as the request line has it, and header values without space around them.
func asReceived(request *http.Request) (*http.Request, error) {
	line, err := url.ParseRequestURI(request.URL.RequestURI())
	if err != nil {
		return nil, err
	}
	received := request.Clone(request.Context())
	received.URL = line
	if received.Body == nil {
		received.Body = http.NoBody
	}
	for name, values := range received.Header {
		for i, value := range values {
			if strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }) {
				return nil, fmt.Errorf("pcsim: invalid value of the header %s", name)
			}
			values[i] = strings.TrimSpace(value)
		}
	}
	return received, nil
}

// responseBody is a body that knows when it is over. As with a socket, it may be
// closed while another goroutine waits in Read.
type responseBody struct {
	from *playback
	end  error // what ended the reading; nil before
	over func()
}

func (b *responseBody) Read(into []byte) (int, error) {
	if b.end != nil {
		return 0, b.end
	}
	n, err := b.from.Read(into)
	if err != nil {
		b.end = err
		b.over()
	}
	return n, err
}

func (b *responseBody) Close() error {
	b.over()
	return nil
}

// unpackedBody is a body with gzip, unpacked. Nothing is read before it is asked for.
type unpackedBody struct {
	packed io.ReadCloser
	reader *gzip.Reader
	err    error // of making the reader
}

func (b *unpackedBody) Read(into []byte) (int, error) {
	if b.reader == nil && b.err == nil {
		b.reader, b.err = gzip.NewReader(b.packed)
	}
	if b.err != nil {
		return 0, b.err
	}
	return b.reader.Read(into)
}

func (b *unpackedBody) Close() error { return b.packed.Close() }
