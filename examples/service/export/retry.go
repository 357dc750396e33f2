package export

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Retry says how patiently one question is asked.
type Retry struct {
	// Tries is how often it is asked at most. Default 5.
	Tries int
	// Backoff is the first pause where the API asks for none; every further one
	// is twice as long, up to a minute. Default one second.
	Backoff time.Duration
	// LongestPause is the longest pause that is waited for; the API asking for a
	// longer one fails the question at once. Default ten minutes.
	LongestPause time.Duration
}

const longestBackoff = time.Minute

func (r Retry) withDefaults() Retry {
	if r.Tries <= 0 {
		r.Tries = 5
	}
	if r.Backoff <= 0 {
		r.Backoff = time.Second
	}
	if r.LongestPause <= 0 {
		r.LongestPause = 10 * time.Minute
	}
	return r
}

// retry asks until there is an answer, an error that asking again does not mend,
// or no try left. It tells of every pause before it takes it.
func retry[T any](ctx context.Context, r Retry, tell func(string), ask func(context.Context) (T, error)) (T, error) {
	for try := 1; ; try++ {
		answer, err := ask(ctx)
		switch {
		case err == nil:
			return answer, nil
		case ctx.Err() != nil:
			return answer, context.Cause(ctx)
		case remedy(err) != AskAgain:
			return answer, err
		case try >= r.Tries:
			return answer, fmt.Errorf("asked %d times: %w", try, err)
		}
		pause := r.pause(try, err)
		if pause > r.LongestPause {
			return answer, fmt.Errorf("a pause of %s is longer than the %s that are waited for: %w", pause, r.LongestPause, err)
		}
		tell(fmt.Sprintf("Asking again in %s: %v", pause.Round(time.Millisecond), err))
		if err := sleep(ctx, pause); err != nil {
			return answer, err
		}
	}
}

// pause is what the API asks for, or else a doubling one, of which up to half is
// left to chance so that several exports do not come back at the same moment.
func (r Retry) pause(try int, err error) time.Duration {
	var failure *Failure
	if errors.As(err, &failure) && failure.RetryAfter > 0 {
		return failure.RetryAfter
	}
	pause := min(r.Backoff, longestBackoff)
	for range try - 1 {
		pause = min(2*pause, longestBackoff)
	}
	return pause - rand.N(pause/2+1)
}

func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
