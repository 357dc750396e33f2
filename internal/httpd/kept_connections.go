package httpd

import (
	"context"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// keptGrace is how long a stopping server leaves its connections open for one more request each.
const keptGrace = time.Second

// keptConnections ends a server's connections without losing a request. A client that keeps one may send its next
// request in the moment in which the server closes it, and would take that request for lost. It has to be told with an
// answer that the connection ends there.
type keptConnections struct {
	ending atomic.Bool // answers say so

	mu   sync.Mutex
	open int
	none chan struct{} // closed when there is none any more; nil while nobody waits for that
}

// observe is a http.Server's ConnState.
func (k *keptConnections) observe(_ net.Conn, state http.ConnState) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch state {
	case http.StateNew:
		k.open++
	case http.StateClosed, http.StateHijacked:
		k.open--
	default:
		return
	}
	if k.none != nil && k.open == 0 {
		close(k.none)
		k.none = nil
	}
}

// announcing says in the answers of next, once the connections are ending, that theirs does.
func (k *keptConnections) announcing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if k.ending.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// end lets every connection end with the answer to its next request, and waits until all have, for as long as
// keptGrace. No new ones may come.
func (k *keptConnections) end(ctx context.Context) {
	k.ending.Store(true)
	none := make(chan struct{})
	k.mu.Lock()
	if k.open == 0 {
		close(none)
	} else {
		k.none = none
	}
	k.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, keptGrace)
	defer cancel()
	select {
	case <-none:
	case <-ctx.Done():
	}
}
