package relay

import "sync"

// A Slice is a window filled with items.
type Slice[T any] struct {
	// Spans holds the items, page by page, in order. No span is empty.
	Spans []Span[T]
	// HasNext: items are left in the page, or there is a further page.
	HasNext bool
	// HasPrevious: the window was asked for with a cursor.
	HasPrevious bool
	// Total is the list's length if one page holds it all, else -1.
	Total int
}

// Len is the number of items in the slice.
func (s Slice[T]) Len() int {
	n := 0
	for _, span := range s.Spans {
		n += len(span.Items)
	}
	return n
}

// A Span is the part of one page that lies in a window.
type Span[T any] struct {
	// Items are the page's items that lie in the window.
	Items []T
	*place
}

// place is where a span stands in its list.
type place struct {
	token, next string
	offset      int              // of the span's first item in its page
	last        int              // the span's item that ends its page; -1 if none does
	id          func(int) string // of the span's i-th item
	// The cursors into its page, and into the next.
	cursors, nextCursors func() PageCursors
}

// After returns the position behind the span's i-th item.
func (p *place) After(i int) Position {
	if i == p.last && p.next != "" {
		return Position{Token: p.next, Index: PageStart, Item: DigestOf(p.id(i))}
	}
	return Position{Token: p.token, Index: p.offset + i, Item: DigestOf(p.id(i))}
}

// AppendCursor appends the cursor that continues behind the span's i-th item to
// dst. Cursors are worked out only when they are asked for.
func (p *place) AppendCursor(dst []byte, i int) []byte {
	after := p.After(i)
	if after.Index == PageStart {
		return p.nextCursors().Append(dst, after)
	}
	return p.cursors().Append(dst, after)
}

func newSpan[T any](list List, page tokenPage[T], start, end int, id func(*T) string) Span[T] {
	items := page.Items[start:end:end]
	p := &place{
		token: page.token, next: page.Next, offset: start, last: -1,
		id:          func(i int) string { return id(&items[i]) },
		cursors:     sync.OnceValue(func() PageCursors { return list.Page(page.token) }),
		nextCursors: sync.OnceValue(func() PageCursors { return list.Page(page.Next) }),
	}
	if end == len(page.Items) {
		p.last = len(items) - 1
	}
	return Span[T]{Items: items, place: p}
}

// Convert returns the same window with its items turned into others, a page's
// worth at a time. Its cursors stay those of the items it was made of.
func Convert[T, U any](s Slice[T], convert func([]T) []U) Slice[U] {
	converted := Slice[U]{HasNext: s.HasNext, HasPrevious: s.HasPrevious, Total: s.Total}
	converted.Spans = make([]Span[U], len(s.Spans))
	for i, span := range s.Spans {
		converted.Spans[i] = Span[U]{Items: convert(span.Items), place: span.place}
	}
	return converted
}
