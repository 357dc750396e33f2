package credentials

import "time"

const (
	shortestPause = time.Second
	longestPause  = 30 * time.Second
)

// backoff says when to try again what keeps failing: after 1 s, and after twice as
// long each further time, up to 30 s. The zero value allows the first try.
type backoff struct {
	failures int
	until    time.Time
}

// allows reports whether the pause behind the last failure is over.
func (b backoff) allows(now time.Time) bool { return !now.Before(b.until) }

// fail notes a failure. The pause is atLeast as long as that.
func (b *backoff) fail(now time.Time, atLeast time.Duration) {
	pause := min(shortestPause<<min(b.failures, 10), longestPause)
	b.failures++
	b.until = now.Add(max(pause, atLeast))
}
