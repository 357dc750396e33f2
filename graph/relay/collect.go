package relay

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// ErrLoop: the upstream's tokens lead nowhere. Following them for ever would
// cost a call each.
var ErrLoop = errors.New("relay: the upstream's pages do not end")

// maxEmptyPages is how many empty pages in a row are followed. A page may turn
// out empty without the list being at its end; many in a row are a fault.
const maxEmptyPages = 3

// A Page is what the upstream answers at once.
type Page[T any] struct {
	Items []T
	// Next is the token of the page that follows; empty on the last.
	Next string
}

// A Fetch gets the page that a token stands for, the first page for "".
type Fetch[T any] func(ctx context.Context, token string) (Page[T], error)

// Collect fills window w, fetching one page after another and none that the
// window does not touch. The items' IDs, which id returns, must tell them apart.
//
// It fails with what fetch fails with, with [ErrCursorExpired] when the item
// that w continues behind is gone from its page, and with [ErrLoop].
func Collect[T any](ctx context.Context, w Window, id func(*T) string, fetch Fetch[T]) (Slice[T], error) {
	slice := Slice[T]{HasPrevious: w.Continued, Total: -1}
	want, first := w.First, true
	for page, err := range pages(ctx, w.After.Token, fetch) {
		if err != nil {
			return Slice[T]{}, err
		}
		start := 0
		if first {
			if start, err = behind(page.Items, w.After, id); err != nil {
				return Slice[T]{}, err
			}
		}
		first = false
		if page.token == "" && page.Next == "" {
			slice.Total = len(page.Items)
		}
		end := min(start+want, len(page.Items))
		if end > start {
			slice.Spans = append(slice.Spans, newSpan(w.list, page, start, end, id))
			want -= end - start
		}
		slice.HasNext = end < len(page.Items) || page.Next != ""
		if want == 0 {
			break
		}
	}
	return slice, nil
}

// Find walks a list from its start until match accepts an item. It returns nil
// when the list ends without one, and fails with what fetch fails with and with
// [ErrLoop].
func Find[T any](ctx context.Context, match func(*T) bool, fetch Fetch[T]) (*T, error) {
	for page, err := range pages(ctx, "", fetch) {
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(page.Items, func(item T) bool { return match(&item) }); i >= 0 {
			return &page.Items[i], nil
		}
	}
	return nil, nil
}

type tokenPage[T any] struct {
	Page[T]
	token string
}

// pages walks the pages from the one that token stands for until the last, or
// until the first error.
func pages[T any](ctx context.Context, token string, fetch Fetch[T]) iter.Seq2[tokenPage[T], error] {
	return func(yield func(tokenPage[T], error) bool) {
		seen, empty := map[string]bool{}, 0
		for {
			seen[token] = true
			page, err := fetch(ctx, token)
			if err != nil {
				yield(tokenPage[T]{}, err)
				return
			}
			if !yield(tokenPage[T]{page, token}, nil) || page.Next == "" {
				return
			}
			if empty++; len(page.Items) > 0 {
				empty = 0
			}
			switch {
			case seen[page.Next]:
				err = fmt.Errorf("%w: a token came twice", ErrLoop)
			case empty > maxEmptyPages:
				err = fmt.Errorf("%w: %d empty pages in a row", ErrLoop, empty)
			}
			if err != nil {
				yield(tokenPage[T]{}, err)
				return
			}
			token = page.Next
		}
	}
}

// behind returns the index of the first item behind position p. If the page
// changed, the item is looked for where it moved to: from the page before into this
// one, when others came in front of it. Into a page before is not looked, because
// that would be a call for each page that is turned.
func behind[T any](items []T, p Position, id func(*T) string) (int, error) {
	if p.Item == (Digest{}) {
		return 0, nil // the start of the list
	}
	if p.Index != PageStart && p.Index < len(items) && DigestOf(id(&items[p.Index])) == p.Item {
		return p.Index + 1, nil
	}
	for i := range items {
		if DigestOf(id(&items[i])) == p.Item {
			return i + 1, nil
		}
	}
	if p.Index == PageStart {
		return 0, nil
	}
	return 0, ErrCursorExpired
}
