package pcsim

import (
	"maps"
	"sync"
)

// mostPaths bounds the memory of a simulator that runs for long: further paths
// are counted together as otherPaths.
const (
	mostPaths  = 200_000
	otherPaths = "(other)"
)

// calls counts requests.
type calls struct {
	mu       sync.Mutex
	byPath   map[string]int
	total    int
	inFlight int
	most     int
}

// begin counts a request; end, which can be called more than once, says that it
// has been answered.
func (c *calls) begin(path string) (end func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byPath == nil {
		c.byPath = map[string]int{}
	}
	if _, known := c.byPath[path]; !known && len(c.byPath) >= mostPaths {
		path = otherPaths
	}
	c.byPath[path]++
	c.total++
	c.inFlight++
	c.most = max(c.most, c.inFlight)
	return sync.OnceFunc(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.inFlight--
	})
}

// Calls counts the requests since the start or the last [Server.ResetCalls], by
// verb and escaped path as sent, without the query:
// "GET /v1/customers/…/deviceBatches/Test%20batch/devices". Every request counts
// when it arrives, refused and failed ones too; the admin path's do not.
func (s *Server) Calls() map[string]int {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	if s.calls.byPath == nil {
		return map[string]int{}
	}
	return maps.Clone(s.calls.byPath)
}

// TotalCalls is the sum of [Server.Calls].
func (s *Server) TotalCalls() int {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	return s.calls.total
}

// MaxInFlight is the most requests that were being answered at the same moment
// since the start or the last [Server.ResetCalls]. A request is over when its
// body is sent or, through [Server.Transport], read to the end or closed.
func (s *Server) MaxInFlight() int {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	return s.calls.most
}

// ResetCalls starts all counts anew.
func (s *Server) ResetCalls() {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	s.calls.byPath = nil
	s.calls.total = 0
	s.calls.most = s.calls.inFlight
}
