package model

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"pcgraph/graph/relay"
)

// pages hands out devices "0", "1", … in pages of the given sizes. A page's token
// is its number.
func pages(sizes []int) relay.Fetch[Device] {
	return func(_ context.Context, token string) (relay.Page[Device], error) {
		number, _ := strconv.Atoi(token) // "" is the first
		var page relay.Page[Device]
		first := 0
		for _, size := range sizes[:number] {
			first += size
		}
		for i := range sizes[number] {
			page.Items = append(page.Items, Device{DeviceID: strconv.Itoa(first + i)})
		}
		if number+1 < len(sizes) {
			page.Next = strconv.Itoa(number + 1)
		}
		return page, nil
	}
}

func deviceID(d *Device) string { return d.DeviceID }

// What a connection shows of a window is one thing in several forms: nodes, edges
// and page info agree, and every edge's cursor continues behind it.
func TestConnection(t *testing.T) {
	t.Parallel()
	sealer, err := relay.NewSealer([]byte("the key of this test"))
	if err != nil {
		t.Fatal(err)
	}
	list := sealer.List("test")
	window := func(t *rapid.T, fetch relay.Fetch[Device], first int32, after *string) *DeviceConnection {
		w, err := list.Window(&first, after)
		if err != nil {
			t.Fatal(err)
		}
		slice, err := relay.Collect(context.Background(), w, deviceID, fetch)
		if err != nil {
			t.Fatal(err)
		}
		return NewConnection(slice, nil)
	}
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 4), 1, 5).Draw(t, "pages")
		total := 0
		for _, size := range sizes {
			total += size
		}
		fetch := pages(sizes)
		first := rapid.IntRange(0, total+1).Draw(t, "first")
		c := window(t, fetch, int32(first), nil)

		nodes, edges, info := c.Nodes(), c.Edges(), c.PageInfo()
		if len(nodes) != min(first, total) || len(edges) != len(nodes) {
			t.Fatalf("%d nodes and %d edges in a window of %d over %d", len(nodes), len(edges), first, total)
		}
		if info.HasNextPage != (first < total) || info.HasPreviousPage {
			t.Fatalf("page info is %+v in a window of %d over %d", info, first, total)
		}
		if len(edges) == 0 {
			if info.StartCursor != nil || info.EndCursor != nil {
				t.Fatalf("an empty window has the page info %+v", info)
			}
			return
		}
		if *info.StartCursor != edges[0].Cursor() || *info.EndCursor != edges[len(edges)-1].Cursor() {
			t.Fatal("the page info's cursors are not those of the first and the last edge")
		}
		for i, edge := range edges {
			if edge.Node != nodes[i] || edge.Node.DeviceID != strconv.Itoa(i) {
				t.Fatalf("edge %d is of %q, node %d is %q", i, edge.Node.DeviceID, i, nodes[i].DeviceID)
			}
			cursor := edge.Cursor()
			behind := window(t, fetch, 1, &cursor)
			if !behind.PageInfo().HasPreviousPage {
				t.Fatal("a window behind a cursor has nothing in front of it")
			}
			if next := behind.Nodes(); i+1 < total && (len(next) != 1 || next[0].DeviceID != strconv.Itoa(i+1)) || i+1 == total && len(next) > 0 {
				t.Fatalf("behind %d comes %v", i, next)
			}
		}
	})
}

func TestTotalCount(t *testing.T) {
	t.Parallel()
	n := int32(7)
	for _, total := range []*int32{nil, &n} {
		if got := NewConnection(relay.Slice[Device]{}, total).TotalCount(); got != total {
			t.Errorf("the total is %v, want %v", got, total)
		}
	}
}

// A GraphQL client keeps objects under their IDs: no two may share one, and each
// carries what is needed to find it again.
func TestIDs(t *testing.T) {
	t.Parallel()
	const one, other = "47021739-3426-40bf-9601-61b4b6d7c793", "46a62ece-10ad-42e5-b3f1-b2ed53e6fc08"
	var seen []string
	for _, customerID := range []string{one, other} {
		customer := &Customer{CustomerID: customerID}
		check(t, customer, relay.ID{Customer: customerID}, &seen)
		// A batch "ab" with a device "c" is not a batch "a" with a device "bc".
		for _, batchID := range []string{"ab", "a", "Test batch", customerID} {
			batch := &DeviceBatch{Customer: customer, BatchID: batchID}
			check(t, batch, relay.ID{Customer: customerID, Batch: batchID}, &seen)
			for _, deviceID := range []string{"c", "bc", batchID} {
				check(t, &Device{Batch: batch, DeviceID: deviceID}, relay.ID{Customer: customerID, Batch: batchID, Device: deviceID}, &seen)
			}
		}
	}
	if (&Customer{CustomerID: one}).ID() != one {
		t.Error("a customer's ID is not its GUID")
	}
}

func check(t *testing.T, node Node, address relay.ID, seen *[]string) {
	t.Helper()
	node.IsNode()
	id := node.ID()
	if got, err := relay.ParseID(id); err != nil || got != address {
		t.Errorf("%q leads to %+v, %v; want %+v", id, got, err, address)
	}
	if slices.Contains(*seen, id) {
		t.Errorf("%+v has another's ID %q", address, id)
	}
	*seen = append(*seen, id)
}
