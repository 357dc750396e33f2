package model

import "pcgraph/graph/relay"

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

// Nodes returns the items.
func (c *Connection[N]) Nodes() []*N {
	nodes := make([]*N, 0, c.window.Len())
	for _, span := range c.window.Spans {
		for i := range span.Items {
			nodes = append(nodes, &span.Items[i])
		}
	}
	return nodes
}

// Edges returns the items with their places.
func (c *Connection[N]) Edges() []Edge[N] {
	edges := make([]Edge[N], 0, c.window.Len())
	for _, span := range c.window.Spans {
		for i := range span.Items {
			edges = append(edges, Edge[N]{Node: &span.Items[i], span: span, index: i})
		}
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

// Cursor continues the list behind the item.
func (e Edge[N]) Cursor() string { return string(e.span.AppendCursor(nil, e.index)) }
