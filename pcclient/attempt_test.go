package pcclient

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
)

func TestAttemptOf(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []Attempt
		client := newOfflineClient(t, Options{}, func(req *http.Request) (*http.Response, error) {
			seen = append(seen, AttemptOf(req.Context()))
			return nil, errors.New("broken")
		})
		_ = ask(t.Context(), client, customerID)
		op := routeDeviceBatches.op()
		if want := []Attempt{{op, 1}, {op, 2}, {op, 3}}; !slices.Equal(seen, want) {
			t.Errorf("got %v, want %v", seen, want)
		}
	})
	if got := AttemptOf(context.Background()); got != (Attempt{}) {
		t.Errorf("outside a call: %v", got)
	}
}
