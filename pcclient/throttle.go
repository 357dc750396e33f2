package pcclient

import (
	"net/http"
	"time"
)

// maxPause bounds for how long an account is left alone. Partner Center counts calls
// by the minute; should an answer ask for a year by mistake, one call an hour finds
// out when that was put right.
const maxPause = time.Hour

// throttle remembers the pause that Partner Center asked an account for. Calls that
// are refused count there like any other, so each that comes too early makes it worse
// for all.
type throttle struct {
	seen  Error // by which the pause was asked for
	until time.Time
}

// pauseAfter is the pause that a failed try asks all others for, 0 when it does not.
// e may be nil.
func pauseAfter(e *Error) time.Duration {
	if e == nil || e.unsent || e.Kind != KindThrottled && e.Status != http.StatusServiceUnavailable {
		return 0
	}
	return min(e.RetryAfter, maxPause)
}

// note remembers the pause that e asks for, unless a longer one is.
func (t *throttle) note(e *Error, now time.Time) {
	until := now.Add(pauseAfter(e))
	if !until.After(now) || !until.After(t.until) {
		return
	}
	t.until = until
	t.seen = Error{Kind: e.Kind, Status: e.Status, Code: e.Code, RequestID: e.RequestID, CorrelationID: e.CorrelationID}
}

// left is how much of the pause is left, 0 when it is over.
func (t *throttle) left(now time.Time) time.Duration { return max(t.until.Sub(now), 0) }

// fault is the error of a try that comes before the pause is over. It has the ids of
// the one that was answered, because nobody knows this one's.
func (t *throttle) fault(left time.Duration) *Error {
	e := t.seen
	e.RetryAfter, e.unsent = left, true
	e.reason = "not sent, because an answer before it asked for a pause"
	return &e
}

// throttleTransport stops what was let go before a pause began, and then waited for
// its token.
type throttleTransport struct{ next http.RoundTripper }

func (t *throttleTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if account := tryOf(req.Context()).account; account.standings != nil {
		if e := account.paused(); e != nil {
			return nil, e
		}
	}
	return t.next.RoundTrip(req)
}
