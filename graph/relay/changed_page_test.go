package relay

import (
	"context"
	"errors"
	"slices"
	"testing"
)

func TestCollectWhenThePageChanged(t *testing.T) {
	t.Parallel()
	before := &list{pages: [][]string{{"a", "b", "c", "d"}}}
	whole, err := Collect(t.Context(), Window{First: 10, After: Start}, itself, before.fetch)
	if err != nil {
		t.Fatal(err)
	}
	_, edges := flat(whole)
	behindB := Window{First: 10, After: edges[1], Continued: true}
	for name, test := range map[string]struct {
		now  []string
		want []string
		err  error
	}{
		"unchanged":         {now: []string{"a", "b", "c", "d"}, want: []string{"c", "d"}},
		"one inserted":      {now: []string{"x", "a", "b", "c", "d"}, want: []string{"c", "d"}},
		"one before gone":   {now: []string{"b", "c", "d"}, want: []string{"c", "d"}},
		"moved to the end":  {now: []string{"a", "c", "d", "b"}, want: nil},
		"the item is gone":  {now: []string{"a", "c", "d"}, err: ErrCursorExpired},
		"the page is empty": {now: nil, err: ErrCursorExpired},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := &list{pages: [][]string{test.now}}
			slice, err := Collect(t.Context(), behindB, itself, now.fetch)
			if !errors.Is(err, test.err) {
				t.Fatalf("got error %v, want %v", err, test.err)
			}
			if items, _ := flat(slice); !slices.Equal(items, test.want) {
				t.Fatalf("got %v, want %v", items, test.want)
			}
		})
	}
}

// Behind the last item of a page, the next page alone is read: the item is found
// again if it moved there.
func TestCollectBehindAPageThatChanged(t *testing.T) {
	t.Parallel()
	before := &list{pages: [][]string{{"a", "b"}, {"c", "d"}}}
	whole, err := Collect(t.Context(), Window{First: 10, After: Start}, itself, before.fetch)
	if err != nil {
		t.Fatal(err)
	}
	_, edges := flat(whole)
	behindB := Window{First: 10, After: edges[1], Continued: true}
	for name, test := range map[string]struct {
		now   [][]string
		want  []string
		calls int
	}{
		"unchanged":        {now: [][]string{{"a", "b"}, {"c", "d"}}, want: []string{"c", "d"}, calls: 1},
		"one inserted":     {now: [][]string{{"x", "a"}, {"b", "c"}, {"d"}}, want: []string{"c", "d"}, calls: 2},
		"two inserted":     {now: [][]string{{"x", "y"}, {"a", "b"}, {"c", "d"}}, want: []string{"c", "d"}, calls: 2},
		"the item is gone": {now: [][]string{{"a", "x"}, {"c", "d"}}, want: []string{"c", "d"}, calls: 1},
		// To see this would cost a call for the page before, at every page that is turned.
		"one before gone": {now: [][]string{{"b", "c"}, {"d"}}, want: []string{"d"}, calls: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := &list{pages: test.now}
			calls := 0
			slice, err := Collect(t.Context(), behindB, itself, func(ctx context.Context, token string) (Page[string], error) {
				calls++
				return now.fetch(ctx, token)
			})
			if err != nil {
				t.Fatal(err)
			}
			if items, _ := flat(slice); !slices.Equal(items, test.want) || calls != test.calls {
				t.Fatalf("got %v for %d calls, want %v for %d", items, calls, test.want, test.calls)
			}
		})
	}
}
