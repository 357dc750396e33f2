package pcsim

import (
	"io"
	"net"
	"net/http"
	"sync/atomic"
)

// Server is a simulated Partner Center. It is an [http.Handler], safe for use by
// any number of callers at once, and starts no goroutine.
//
// Some faults break the connection. They do it the way net/http offers, by
// panicking with [http.ErrAbortHandler]; a handler around this one must let that
// pass.
type Server struct {
	options  Options
	routes   routeTable
	world    world
	tokens   tokens
	epoch    atomic.Uint32 // how often all tokens were expired
	sequence atomic.Uint64 // requests so far, for tracing headers
	calls    calls
	faults   faults
	changes  changes
}

// New makes a simulated Partner Center. The error lists every mistake in the
// options.
func New(options Options) (*Server, error) {
	if err := options.check(); err != nil {
		return nil, err
	}
	return &Server{
		options: options,
		routes:  routes(),
		world:   world{examples: examples(), bulk: bulk{options.Bulk}},
		tokens:  newTokens(options.Bulk.Seed),
	}, nil
}

// ServeHTTP answers one request, of Partner Center's API or of the admin path.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer, done, err := s.exchange(r)
	defer done()
	if err != nil { // the client has left
		panic(http.ErrAbortHandler)
	}
	if answer.reset {
		hangUp(w, "")
	}
	if answer.cutHead {
		hangUp(w, "HTTP/1.1 200 OK\r\nContent-Type: appli")
	}
	for name, values := range answer.head() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.status)
	// Pieces that have a time of their own must not wait in a buffer for more,
	// and what precedes a cut must be out before it.
	atOnce := answer.chunk > 0 || answer.cut
	body := answer.play(r.Context())
	piece := make([]byte, 32<<10)
	for {
		n, err := body.Read(piece)
		if _, failed := w.Write(piece[:n]); failed != nil || err == io.EOF {
			return // all is sent, or the client has left or wants the head only
		}
		if atOnce {
			_ = http.NewResponseController(w).Flush() // a client that left shows at the next write
		}
		if err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

// hangUp drops the connection behind the first words of an answer, or without any,
// with a TCP reset where there is a TCP connection to reset.
func hangUp(w http.ResponseWriter, words string) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_, _ = io.WriteString(conn, words) // to a client that may have left
		if tcp, ok := conn.(*net.TCPConn); ok && words == "" {
			_ = tcp.SetLinger(0) // else the close below is an orderly one, which will do
		}
		_ = conn.Close() // it is gone either way
	}
	panic(http.ErrAbortHandler)
}

// ExpireTokens makes every continuation token that was handed out so far
// useless, as if all had expired.
func (s *Server) ExpireTokens() { s.epoch.Add(1) }
