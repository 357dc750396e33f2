package callers

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	// refreshAfter is how old the keys get before they are fetched again. It bounds how long a key that the issuer
	// has withdrawn is still good for, here and, a little longer, in the memory of verified tokens.
	refreshAfter = 10 * time.Minute
	// forgetAfter is how long the keys are good for when the issuer does not answer.
	forgetAfter = time.Hour
	// fetchTimeout is how long one fetch may take.
	fetchTimeout = 10 * time.Second
	// Tokens are made up for free, and each with an unknown key asks for a fetch: so many may follow one another at
	// once, and after that one in each pause.
	fetchBurst = 5
	fetchPause = 10 * time.Second
)

// errUnknownKey says that the issuer has no such key.
var errUnknownKey = errors.New("callers: the issuer has no such key")

// keys are the issuer's public keys. go-oidc has a key set of its own, which keeps a key for as long as no unknown one
// is asked for, and fetches for every token that it cannot verify; this one does neither. It is safe for concurrent
// use.
type keys struct {
	fetch func(context.Context) ([]jose.JSONWebKey, error)

	mu      sync.Mutex
	known   []jose.JSONWebKey
	asOf    time.Time     // when known was fetched; zero until then
	failure error         // of the last fetch, nil if it brought keys
	flight  chan struct{} // closed when the fetch under way is over; nil without one
	paidBy  time.Time     // when the pauses of all fetches so far are over
}

// find returns the keys with that ID; by the standard it is one. It fails with [errUnknownKey] if the issuer has none,
// and with another error if the issuer cannot be asked.
func (k *keys) find(ctx context.Context, id string) ([]crypto.PublicKey, error) {
	found, age := k.named(id)
	if len(found) > 0 && age < refreshAfter {
		return found, nil
	}
	flight := k.refresh()
	if len(found) > 0 && age < forgetAfter {
		return found, nil // and the next caller will know better
	}
	if err := k.arrived(ctx, flight); err != nil {
		return nil, err
	}
	if found, _ = k.named(id); len(found) == 0 {
		return nil, errUnknownKey
	}
	return found, nil
}

// ready says why no token can be verified at the moment, nil if they can.
func (k *keys) ready(ctx context.Context) error {
	_, age := k.named("")
	if age < refreshAfter {
		return nil
	}
	flight := k.refresh()
	if age < forgetAfter {
		return nil
	}
	return k.arrived(ctx, flight)
}

// named returns the keys with that ID, and how old the keys are.
func (k *keys) named(id string) (found []crypto.PublicKey, age time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, key := range k.known {
		if key.KeyID == id {
			found = append(found, key.Key)
		}
	}
	return found, time.Since(k.asOf)
}

// refresh starts a fetch, unless one is under way or the last ones are too near, and returns what will be closed when
// it is over; nil if there is none.
func (k *keys) refresh() <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := time.Now()
	if k.flight != nil || k.paidBy.After(now.Add((fetchBurst-1)*fetchPause)) {
		return k.flight
	}
	if k.paidBy.Before(now) {
		k.paidBy = now
	}
	k.paidBy = k.paidBy.Add(fetchPause)
	k.flight = make(chan struct{})
	go k.load()
	return k.flight
}

// load fetches for everyone who waits, and for no request in particular: one client that leaves must not take the
// keys from the others.
func (k *keys) load() {
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	defer cancel()
	fetched, err := k.attempt(ctx)

	k.mu.Lock()
	defer k.mu.Unlock()
	if k.failure = err; err == nil {
		k.known, k.asOf = fetched, time.Now()
	}
	close(k.flight)
	k.flight = nil
}

func (k *keys) attempt(ctx context.Context) (fetched []jose.JSONWebKey, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("callers: panic: %v", p)
		}
	}()
	return k.fetch(ctx)
}

// arrived waits for the fetch to be over, if there is one, and says why the last one brought no keys.
func (k *keys) arrived(ctx context.Context, flight <-chan struct{}) error {
	if flight != nil {
		select {
		case <-flight:
		case <-ctx.Done():
			return fmt.Errorf("callers: wait for the issuer's keys: %w", context.Cause(ctx))
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.failure
}
