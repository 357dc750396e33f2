package export

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// asked answers with each of the errors in turn, then well, and notes when.
func asked(failures ...error) (ask func(context.Context) (string, error), pauses func() []time.Duration) {
	var at []time.Time
	ask = func(context.Context) (string, error) {
		at = append(at, time.Now())
		if len(at) <= len(failures) {
			return "", failures[len(at)-1]
		}
		return "answer", nil
	}
	return ask, func() (between []time.Duration) {
		for i := range at[1:] {
			between = append(between, at[i+1].Sub(at[i]))
		}
		return between
	}
}

func throttled(pause time.Duration) error {
	return &Failure{Message: "throttled", RetryAfter: pause}
}

func TestRetryPausesAsAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ask, pauses := asked(throttled(20*time.Second), throttled(1500*time.Millisecond))
		var told []string
		answer, err := retry(t.Context(), Retry{}.withDefaults(), func(s string) { told = append(told, s) }, ask)
		if answer != "answer" || err != nil {
			t.Error(answer, err)
		}
		if want := []time.Duration{20 * time.Second, 1500 * time.Millisecond}; !slices.Equal(pauses(), want) {
			t.Errorf("the pauses are %v, not %v", pauses(), want)
		}
		if want := []string{"Asking again in 20s: throttled", "Asking again in 1.5s: throttled"}; !slices.Equal(told, want) {
			t.Errorf("told %q, not %q", told, want)
		}
	})
}

func TestRetryBacksOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ask, pauses := asked(slices.Repeat([]error{errors.New("no connection")}, 9)...)
		if _, err := retry(t.Context(), Retry{Tries: 10}.withDefaults(), func(string) {}, ask); err != nil {
			t.Fatal(err)
		}
		longest := time.Second
		for i, pause := range pauses() {
			if pause < longest/2-time.Nanosecond || pause > longest {
				t.Errorf("pause %d is %s; it should be %s to %s", i+1, pause, longest/2, longest)
			}
			longest = min(2*longest, longestBackoff)
		}
	})
}

func TestRetryEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		failures []error
		want     string
		elapsed  time.Duration
	}{
		"when the tries are used up":  {slices.Repeat([]error{throttled(time.Second)}, 5), "asked 5 times: throttled", 4 * time.Second},
		"when asking again is no use": {[]error{throttled(time.Second), &Failure{Remedy: SkipBatch, Message: "no"}}, "no", time.Second},
		"when the pause is too long":  {[]error{throttled(time.Hour)}, "longer than the 10m0s", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ask, _ := asked(test.failures...)
				began := time.Now()
				_, err := retry(t.Context(), Retry{}.withDefaults(), func(string) {}, ask)
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%v, not %q", err, test.want)
				}
				if elapsed := time.Since(began); elapsed != test.elapsed {
					t.Errorf("it took %s, not %s", elapsed, test.elapsed)
				}
			})
		})
	}
}

func TestRetryHonoursContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		ask, _ := asked(throttled(time.Minute))
		_, err := retry(ctx, Retry{}.withDefaults(), func(string) {}, ask)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 3*time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}
