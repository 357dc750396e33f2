package relay

// A Span is the part of one page that lies in a window.
type Span[T any] struct {
	// Items are the page's items that lie in the window.
	Items []T

	token, next string
	offset      int // of Items[0] in its page
	ends        bool
}

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

// After returns the position behind Items[i] of the span, where id is that
// item's ID.
func (s *Span[T]) After(i int, id string) Position {
	if s.ends && i == len(s.Items)-1 && s.next != "" {
		return Position{Token: s.next, Index: PageStart}
	}
	return Position{Token: s.token, Index: s.offset + i, Item: DigestOf(id)}
}

// Convert returns the same window with its items turned into others, a page's
// worth at a time.
func Convert[T, U any](s Slice[T], convert func([]T) []U) Slice[U] {
	converted := Slice[U]{HasNext: s.HasNext, HasPrevious: s.HasPrevious, Total: s.Total}
	converted.Spans = make([]Span[U], len(s.Spans))
	for i, span := range s.Spans {
		converted.Spans[i] = Span[U]{
			Items: convert(span.Items), token: span.token, next: span.next, offset: span.offset, ends: span.ends,
		}
	}
	return converted
}
