package relay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// A list is an upstream that hands out items page by page, and counts.
type list struct {
	pages [][]string
	calls int
}

// listOf splits n items into pages of size.
func listOf(n, size int) *list {
	l := &list{pages: [][]string{{}}}
	for i := range n {
		if last := len(l.pages) - 1; len(l.pages[last]) == size {
			l.pages = append(l.pages, nil)
		}
		last := len(l.pages) - 1
		l.pages[last] = append(l.pages[last], "item-"+strconv.Itoa(i))
	}
	return l
}

func (l *list) fetch(_ context.Context, token string) (Page[string], error) {
	l.calls++
	i := 0
	if token != "" {
		i, _ = strconv.Atoi(token)
	}
	if i >= len(l.pages) {
		return Page[string]{}, fmt.Errorf("token %q was never handed out", token)
	}
	page := Page[string]{Items: l.pages[i]}
	if i+1 < len(l.pages) {
		page.Next = strconv.Itoa(i + 1)
	}
	return page, nil
}

func (l *list) items() []string { return slices.Concat(l.pages...) }

func itself(s *string) string { return *s }

// flat returns a slice's items with the position behind each.
func flat(s Slice[string]) (items []string, positions []Position) {
	for _, span := range s.Spans {
		for i, item := range span.Items {
			items = append(items, item)
			positions = append(positions, span.After(i))
		}
	}
	return items, positions
}

// Small lists are enumerated, not sampled: every length, page size, window size
// and starting edge.
func TestCollectExhaustively(t *testing.T) {
	t.Parallel()
	const most = 9
	for n := range most + 1 {
		for size := 1; size <= most; size++ {
			l := listOf(n, size)
			all := l.items()
			whole, err := Collect(t.Context(), Window{First: most + 1, After: Start}, itself, l.fetch)
			if err != nil {
				t.Fatal(err)
			}
			_, edges := flat(whole)
			for first := range most + 2 {
				for offset := 0; offset <= n; offset++ {
					window := Window{First: first, After: Start}
					if offset > 0 {
						window.After, window.Continued = edges[offset-1], true
					}
					l.calls = 0
					got, err := Collect(t.Context(), window, itself, l.fetch)
					if err != nil {
						t.Fatalf("n=%d size=%d first=%d offset=%d: %v", n, size, first, offset, err)
					}
					items, _ := flat(got)
					want := all[offset:min(offset+first, n)]
					if !slices.Equal(items, want) {
						t.Fatalf("n=%d size=%d first=%d offset=%d: got %v, want %v", n, size, first, offset, items, want)
					}
					if more := offset+len(want) < n; got.HasNext != more {
						t.Fatalf("n=%d size=%d first=%d offset=%d: HasNext=%v", n, size, first, offset, got.HasNext)
					}
					if got.HasPrevious != (offset > 0) {
						t.Fatalf("n=%d size=%d first=%d offset=%d: HasPrevious=%v", n, size, first, offset, got.HasPrevious)
					}
					if fits := n <= size; (got.Total == n) != fits || !fits && got.Total != -1 {
						t.Fatalf("n=%d size=%d first=%d offset=%d: Total=%d", n, size, first, offset, got.Total)
					}
					if most := max(1, ceil(offset%size+len(want), size)); l.calls > most {
						t.Fatalf("n=%d size=%d first=%d offset=%d: %d calls, want at most %d", n, size, first, offset, l.calls, most)
					}
				}
			}
		}
	}
}

func ceil(a, b int) int { return (a + b - 1) / b }

// The cost of a window that lies within its list is exactly the contract's.
func TestCollectCallsOfTheContract(t *testing.T) {
	t.Parallel()
	l := listOf(1050, 100)
	whole, err := Collect(t.Context(), Window{First: 1050, After: Start}, itself, l.fetch)
	if err != nil {
		t.Fatal(err)
	}
	_, edges := flat(whole)
	for _, first := range []int{1, 7, 33, 99, 100, 101, 250, 1000} {
		for offset := 0; offset+first <= 1050; offset++ {
			window := Window{First: first, After: Start}
			if offset > 0 {
				window.After = edges[offset-1]
			}
			l.calls = 0
			if _, err := Collect(t.Context(), window, itself, l.fetch); err != nil {
				t.Fatal(err)
			}
			if want := ceil(offset%100+first, 100); l.calls != want {
				t.Fatalf("first=%d at %d: %d calls, want %d", first, offset, l.calls, want)
			}
		}
	}
}

// Whatever windows a caller asks for one after another, over pages of any size,
// the walk gives the list once and in order; cursors survive sealing.
func TestWalkGivesTheListOnce(t *testing.T) {
	t.Parallel()
	sealer := testSealer(t, "a key of this test")
	paged := sealer.List("test")
	rapid.Check(t, func(t *rapid.T) {
		l, n := &list{}, 0
		for i, size := range rapid.SliceOfN(rapid.IntRange(0, 5), 1, 12).Draw(t, "pages") {
			if tail := l.pages[max(0, i-maxEmptyPages):i]; size == 0 && len(slices.Concat(tail...)) == 0 {
				size = 1 // more empty pages in a row are a fault, which another test is about
			}
			var page []string
			for range size {
				page = append(page, strconv.Itoa(n))
				n++
			}
			l.pages = append(l.pages, page)
		}
		var got []string
		window, err := paged.Window(nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for step := 0; ; step++ {
			if step > 10*n+20 {
				t.Fatal("the walk does not end")
			}
			window.First = rapid.IntRange(1, 12).Draw(t, "first")
			slice, err := Collect(context.Background(), window, itself, l.fetch)
			if err != nil {
				t.Fatal(err)
			}
			items, _ := flat(slice)
			got = append(got, items...)
			if !slice.HasNext || len(items) == 0 {
				break
			}
			last := slice.Spans[len(slice.Spans)-1]
			cursor := string(last.AppendCursor(nil, len(last.Items)-1))
			if window, err = paged.Window(nil, &cursor); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(got, l.items()) {
			t.Fatalf("got %v, want %v", got, l.items())
		}
	})
}

func TestCollectRefusesLoops(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]func(int) string{
		"the same token for ever": func(int) string { return "again" },
		"two tokens in turn":      func(call int) string { return strconv.Itoa(call % 2) },
		"always a new token":      func(call int) string { return "t" + strconv.Itoa(call) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			fetch := func(context.Context, string) (Page[string], error) {
				calls++
				return Page[string]{Next: next(calls)}, nil
			}
			if _, err := Collect(t.Context(), Window{First: 10, After: Start}, itself, fetch); !errors.Is(err, ErrLoop) {
				t.Fatalf("got %v", err)
			}
			if calls > maxEmptyPages+1 {
				t.Fatalf("followed for %d calls", calls)
			}
		})
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	l := listOf(25, 10)
	is := func(want string) func(*string) bool { return func(s *string) bool { return *s == want } }
	found, err := Find(t.Context(), is("item-13"), l.fetch)
	if err != nil || found == nil || *found != "item-13" || l.calls != 2 {
		t.Fatalf("got %v, %v after %d calls", found, err, l.calls)
	}
	if found, err := Find(t.Context(), is("item-25"), l.fetch); err != nil || found != nil {
		t.Fatalf("got %v, %v for an item that is not there", found, err)
	}
}
