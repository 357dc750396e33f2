package resolvers

import (
	"pcgraph/graph/generated"
	"pcgraph/graph/relay"
)

// assumedBatches is how many batches a customer is taken to have when a query's
// cost is estimated before it runs.
const assumedBatches = 20

// complexity is the cost of the fields that are worth more than the one object
// they answer. The unit is an object of the answer; scalars cost nothing.
func complexity() generated.ComplexityRoot {
	var c generated.ComplexityRoot
	c.Customer.DeviceBatches = func(child int) int { return assumedBatches * (1 + child) }
	c.DeviceBatch.Devices = func(child int, first *int32, _ *string) int { return 1 + size(first)*child }
	c.Query.Customers = func(child int, first *int32, _, _ *string) int { return 1 + size(first)*child }
	c.Query.Nodes = func(child int, ids []string) int { return 1 + len(ids)*(1+child) }
	c.SetEntities(func(child int, representations []any) int { return 1 + len(representations)*(1+child) })
	return c
}

// size is what `first` asks for. What is out of bounds is refused later, by a
// better message than that it is costly.
func size(first *int32) int {
	switch {
	case first == nil:
		return relay.DefaultFirst
	case *first < 0:
		return 0
	}
	return int(min(*first, relay.MaxFirst))
}
