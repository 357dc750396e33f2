package pcclient

import (
	"hash/maphash"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

const (
	// maxStandings bounds the memory, at about 1 kB each. It takes as many
	// customers in trouble at a time for one to be forgotten too early.
	maxStandings = 10_000
	// forgetAfter is how long nothing must be asked of an account for its trouble
	// to say nothing any more.
	forgetAfter = 10 * time.Minute
)

// standings remembers how each account stands. An account is what Partner Center
// throttles, and what may fail while all others work: a customer, or the partner
// itself where a call is for none.
//
// Only an account that had trouble is remembered; any other is in good standing. So
// a million customers that are well cost nothing, and neither do made-up ones, which
// could push the others out.
type standings struct {
	retryBudget        float64
	breakerFailureRate float64
	maxRetryAfter      time.Duration
	observer           Observer
	seed               maphash.Seed

	mu       sync.Mutex
	troubled *simplelru.LRU[uint64, *standing]
}

func newStandings(options Options) *standings {
	troubled, _ := simplelru.NewLRU[uint64, *standing](maxStandings, nil) // fails for no room at all
	return &standings{
		retryBudget:        options.RetryBudget,
		breakerFailureRate: options.BreakerFailureRate,
		maxRetryAfter:      options.MaxRetryAfter,
		observer:           options.Observer,
		seed:               maphash.MakeSeed(),
		troubled:           troubled,
	}
}

// account is a customer's, whose id is a GUID, so that its case means nothing. It is
// the partner's own where there is no id.
func (s *standings) account(customerID string) account {
	// A hash, because an id comes from a caller and has any length.
	return account{standings: s, key: maphash.String(s.seed, strings.ToLower(customerID))}
}

// find gives an account's standing, nil where that is good.
func (s *standings) find(key uint64) *standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get(key)
}

// findOrAdd gives an account's standing, a good one to be spoilt where there is none.
func (s *standings) findOrAdd(key uint64) *standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.get(key); found != nil {
		return found
	}
	added := &standing{
		changed: s.observer.BreakerChange,
		used:    time.Now(),
		budget:  newRetryBudget(s.retryBudget),
		breaker: newBreaker(s.breakerFailureRate),
	}
	s.troubled.Add(key, added)
	return added
}

// get is find for those who hold mu.
func (s *standings) get(key uint64) *standing {
	found, ok := s.troubled.Get(key)
	if !ok {
		return nil
	}
	if !found.touch(time.Now()) {
		s.troubled.Remove(key)
		return nil
	}
	return found
}

// standing is what is remembered of an account.
type standing struct {
	changed func(from, to BreakerState)

	mu       sync.Mutex
	used     time.Time
	budget   retryBudget
	breaker  breaker
	throttle throttle
}

// touch notes that the standing is of use, and reports whether it still is.
func (s *standing) touch(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	isIdle := now.Sub(s.used) >= forgetAfter && s.throttle.left(now) == 0
	s.used = now
	return !isIdle
}

// update runs f alone, and tells the observer of a change when no lock is held.
func (s *standing) update(f func(now time.Time)) {
	s.mu.Lock()
	from := s.breaker.state()
	f(time.Now())
	to := s.breaker.state()
	s.mu.Unlock()
	if from != to {
		s.changed(from, to)
	}
}

// refusal says why no try may be made.
type refusal struct {
	fault   *Error
	left    time.Duration
	isPause bool // which is over when left is, unlike an outage
}

// enter lets a try pass, or says why it may not.
func (s *standing) enter() (p pass, r *refusal) {
	s.update(func(now time.Time) {
		pause, outage := s.throttle.left(now), s.breaker.left()
		switch {
		case outage > 0:
			left := max(outage, pause)
			r = &refusal{fault: openBreaker(left), left: left}
		case pause > 0:
			r = &refusal{fault: s.throttle.fault(pause), left: pause, isPause: true}
		default:
			p = s.breaker.acquire()
		}
	})
	return p, r
}

// enterBeside lets a hedge pass, which is for good weather only.
func (s *standing) enterBeside() (p pass, ok bool) {
	s.update(func(now time.Time) {
		if ok = s.breaker.state() == BreakerClosed && s.throttle.left(now) == 0; ok {
			p = s.breaker.acquire()
		}
	})
	return p, ok
}
