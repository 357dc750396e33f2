package pcclient

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// book serves pages of the given items; the continuation is the page's number.
func book(pages [][]int) func(context.Context, Continuation) (*Page[int], error) {
	return func(_ context.Context, from Continuation) (*Page[int], error) {
		n := 0
		if from != "" {
			n, _ = strconv.Atoi(string(from))
		}
		page := &Page[int]{Items: pages[n]}
		if n+1 < len(pages) {
			page.Next = Continuation(strconv.Itoa(n + 1))
		}
		return page, nil
	}
}

func TestWalkGivesEveryItemOnceAndInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 8).Draw(t, "sizes")
		var pages [][]int
		total := 0
		for _, size := range sizes {
			// Up to three empty pages in a row are believed.
			for range rapid.IntRange(0, maxEmptyPages).Draw(t, "empty") {
				pages = append(pages, nil)
			}
			page := []int{}
			for range size {
				page = append(page, total)
				total++
			}
			pages = append(pages, page)
		}
		walk := Pages(t.Context(), book(pages))
		for range 2 { // a sequence can be walked again
			var got []int
			for item, err := range items(walk) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, item)
			}
			if len(got) != total || !slices.IsSorted(got) {
				t.Fatalf("got %v of %v", got, pages)
			}
		}
		// A caller that leaves is not called again.
		stop := rapid.IntRange(1, total).Draw(t, "stop")
		seen := 0
		for range items(walk) {
			if seen++; seen == stop {
				break
			}
		}
		if seen != stop {
			t.Fatalf("left after %d items, got %d", stop, seen)
		}
	})
}

func TestWalkEndsInAnError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, test := range map[string]struct {
		fetch  func(calls int) (*Page[int], error)
		pages  int // before the error
		isKind Kind
	}{
		"the same continuation": {func(int) (*Page[int], error) {
			return &Page[int]{Items: []int{1}, Next: "same"}, nil
		}, 2, KindBadResponse},
		"a circle": {func(calls int) (*Page[int], error) {
			return &Page[int]{Items: []int{1}, Next: Continuation(strconv.Itoa(calls % 3))}, nil
		}, 4, KindBadResponse},
		"empty pages": {func(calls int) (*Page[int], error) {
			return &Page[int]{Next: Continuation(strconv.Itoa(calls))}, nil
		}, maxEmptyPages + 1, KindBadResponse},
		"no page": {func(int) (*Page[int], error) { return nil, nil }, 0, KindBadResponse},
		"a failure": {func(calls int) (*Page[int], error) {
			if calls == 2 {
				return nil, broken
			}
			return &Page[int]{Items: []int{1}, Next: "next"}, nil
		}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls, pages, failures := 0, 0, 0
			var last error
			for page, err := range Pages(t.Context(), func(context.Context, Continuation) (*Page[int], error) {
				if calls++; calls > 50 {
					t.Fatal("the walk does not end")
				}
				return test.fetch(calls)
			}) {
				if err != nil {
					failures++
					last = err
					continue // a walk that went on would be seen
				}
				if page == nil || failures > 0 {
					t.Fatal("a page behind the error")
				}
				pages++
			}
			if pages != test.pages || failures != 1 || KindOf(last) != test.isKind {
				t.Errorf("%d pages, %d errors, the last %v; want %d pages and one error", pages, failures, last, test.pages)
			}
			if test.isKind == 0 && !errors.Is(last, broken) {
				t.Errorf("error is %v", last)
			}
		})
	}
}
