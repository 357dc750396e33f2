package main

import (
	"bytes"
	"regexp"
	"sync"
	"time"
)

// lockedBuffer is what the program prints, to be read while it prints.
type lockedBuffer struct {
	mu      sync.Mutex
	buffer  bytes.Buffer
	written *sync.Cond
	late    bool
}

func newLockedBuffer() *lockedBuffer {
	b := &lockedBuffer{}
	b.written = sync.NewCond(&b.mu)
	return b
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.written.Broadcast()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// await returns the last group of pattern's first match, as soon as it has been
// printed, and false when that does not happen in time.
func (b *lockedBuffer) await(pattern *regexp.Regexp, atMost time.Duration) (string, bool) {
	timer := time.AfterFunc(atMost, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.late = true
		b.written.Broadcast()
	})
	defer timer.Stop()
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		if match := pattern.FindSubmatch(b.buffer.Bytes()); match != nil {
			return string(match[len(match)-1]), true
		}
		if b.late {
			return "", false
		}
		b.written.Wait()
	}
}
