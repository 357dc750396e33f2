package model

import (
	"iter"
	"slices"

	"pcgraph/graph/relay"
)

// A Connection is a window of a list of N. Nothing of it is worked out before
// it is asked for: a query for `nodes` pays for no cursor.
type Connection[N any] struct {
	window relay.Slice[N]
	total  *int32
}

type (
	// A DeviceConnection is a window of a batch's devices.
	DeviceConnection = Connection[Device]
	// A DeviceEdge is a device and its place in the batch.
	DeviceEdge = Edge[Device]
	// A CustomerConnection is a window of the partner's customers.
	CustomerConnection = Connection[Customer]
	// A CustomerEdge is a customer and its place in the list.
	CustomerEdge = Edge[Customer]
)

// NewConnection returns the connection that shows window. The list is known to
// hold *total items; nil is unknown.
func NewConnection[N any](window relay.Slice[N], total *int32) *Connection[N] {
	return &Connection[N]{window: window, total: total}
}

// AllNodes are the items, one after another.
func (c *Connection[N]) AllNodes() iter.Seq[*N] {
	return func(yield func(*N) bool) {
		for _, span := range c.window.Spans {
			for i := range span.Items {
				if !yield(&span.Items[i]) {
					return
				}
			}
		}
	}
}

// Nodes returns the items.
func (c *Connection[N]) Nodes() []*N {
	return slices.AppendSeq(make([]*N, 0, c.window.Len()), c.AllNodes())
}

// AllEdges are the items with their places, one after another. An edge is good
// until the next.
func (c *Connection[N]) AllEdges() iter.Seq[*Edge[N]] {
	return func(yield func(*Edge[N]) bool) {
		var edge Edge[N]
		for _, span := range c.window.Spans {
			for i := range span.Items {
				edge = Edge[N]{Node: &span.Items[i], span: span, index: i}
				if !yield(&edge) {
					return
				}
			}
		}
	}
}

// Edges returns the items with their places.
func (c *Connection[N]) Edges() []Edge[N] {
	edges := make([]Edge[N], 0, c.window.Len())
	for edge := range c.AllEdges() {
		edges = append(edges, *edge)
	}
	return edges
}

// TotalCount is the length of the whole list, nil when it is not known.
func (c *Connection[N]) TotalCount() *int32 { return c.total }

// PageInfo says where the window stands in its list.
func (c *Connection[N]) PageInfo() *PageInfo {
	info := &PageInfo{HasNextPage: c.window.HasNext, HasPreviousPage: c.window.HasPrevious}
	if spans := c.window.Spans; len(spans) > 0 {
		last := spans[len(spans)-1]
		start, end := string(spans[0].AppendCursor(nil, 0)), string(last.AppendCursor(nil, len(last.Items)-1))
		info.StartCursor, info.EndCursor = &start, &end
	}
	return info
}

// An Edge is an item and its place in the list.
type Edge[N any] struct {
	Node *N

	span  relay.Span[N]
	index int
}

// AppendCursor appends the cursor that continues the list behind the item.
func (e *Edge[N]) AppendCursor(dst []byte) []byte { return e.span.AppendCursor(dst, e.index) }

// Cursor is that cursor.
func (e *Edge[N]) Cursor() string { return string(e.AppendCursor(nil)) }
