package pcsim

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
)

// activeFault is a fault that was added.
type activeFault struct {
	Fault
	id   string
	how  implementation
	gone chan struct{} // closed when the fault is removed

	mu         sync.Mutex
	seen, hits int
	bearer     string // the token that KindRevokeBearer has refused
}

// take counts the call if the fault fits it, and says whether it strikes.
func (a *activeFault) take(c *call) bool {
	if !a.fits(c) {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen++
	if a.seen <= a.After || a.Count > 0 && a.hits >= a.Count {
		return false
	}
	a.hits++
	return true
}

// faults are the faults in the order in which they were added.
type faults struct {
	mu     sync.Mutex
	active []*activeFault // replaced, never changed in place
	added  int
}

func (f *faults) all() []*activeFault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.active
}

func (f *faults) remove(which func(*activeFault) bool) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	var kept []*activeFault
	for _, a := range f.active {
		if which(a) {
			close(a.gone)
		} else {
			kept = append(kept, a)
		}
	}
	removed := len(f.active) - len(kept)
	f.active = kept
	return removed
}

// Fault adds a fault. The error lists everything that is wrong with it.
func (s *Server) Fault(f Fault) (id string, err error) {
	how, err := f.check()
	if err != nil {
		return "", fmt.Errorf("pcsim: fault: %w", err)
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.added++
	added := &activeFault{Fault: f, id: strconv.Itoa(s.faults.added), how: how, gone: make(chan struct{})}
	s.faults.active = append(slices.Clip(s.faults.active), added)
	return added.id, nil
}

// Faults lists the faults that were added and not removed, used up ones too.
func (s *Server) Faults() []FaultState {
	states := []FaultState{}
	for _, a := range s.faults.all() {
		a.mu.Lock()
		states = append(states, FaultState{ID: a.id, Fault: a.Fault, Seen: a.seen, Hits: a.hits})
		a.mu.Unlock()
	}
	return states
}

// RemoveFault removes one fault and lets go of the requests that it stalls. It
// reports whether there was such a fault.
func (s *Server) RemoveFault(id string) bool {
	return s.faults.remove(func(a *activeFault) bool { return a.id == id }) > 0
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.faults.remove(func(*activeFault) bool { return true })
}
