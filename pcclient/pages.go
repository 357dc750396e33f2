package pcclient

import (
	"context"
	"iter"
)

// maxEmptyPages is how many empty pages in a row are believed to lead somewhere.
const maxEmptyPages = 3

// Pages walks a list from its start, fetching each page when it is asked for.
//
// It ends with the last page or the first error. Where a continuation comes a
// second time, or more than three pages in a row are empty and still have a next
// one, the list has no end; that is an error of KindBadResponse, too. The sequence
// can be ranged over again, and starts anew then.
func Pages[T any](ctx context.Context, fetch func(context.Context, Continuation) (*Page[T], error)) iter.Seq2[*Page[T], error] {
	return func(yield func(*Page[T], error) bool) {
		seen := map[Continuation]bool{}
		empty := 0
		for next := Continuation(""); ; {
			page, err := fetch(ctx, next)
			if err == nil && page == nil {
				err = badResponse("no page")
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) || page.Next == "" {
				return
			}
			next = page.Next
			if len(page.Items) > 0 {
				empty = 0
			} else if empty++; empty > maxEmptyPages {
				yield(nil, badResponse("a list of empty pages without end"))
				return
			}
			if seen[next] {
				yield(nil, badResponse("a list that goes round in circles"))
				return
			}
			seen[next] = true
		}
	}
}

// items are the items of all pages.
func items[T any](pages iter.Seq2[*Page[T], error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for page, err := range pages {
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}
