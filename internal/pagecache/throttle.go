package pagecache

import (
	"errors"
	"time"

	"pcgraph/pcclient"
)

// maxPause bounds how long a customer is not asked for. Partner Center counts its
// calls by the minute; should an answer ask for a year by mistake, one call an hour
// finds out when that was put right.
const maxPause = time.Hour

// throttles remembers who is to be left alone, and until when.
type throttles struct {
	pauses expiring[account, *pcclient.Error]
}

// note remembers the pause that err asks for, if it does.
func (t *throttles) note(k key, err error) {
	e, ok := errors.AsType[*pcclient.Error](err)
	if !ok || e.Kind != pcclient.KindThrottled || e.RetryAfter <= 0 {
		return
	}
	now := time.Now()
	t.pauses.put(k.clone().account(), e, now, now.Add(min(e.RetryAfter, maxPause)))
}

// refusal is the error of an ask that comes before the pause is over: the one that
// began it, with the time that is left. It is nil when the upstream may be asked.
func (t *throttles) refusal(of account) error {
	now := time.Now()
	e, until, ok := t.pauses.get(of, now)
	if !ok {
		return nil
	}
	left := *e
	left.RetryAfter = until.Sub(now)
	return &left
}
