package resolvers

import "pcgraph/graph/gqlerr"

// recovered is deferred in goroutines of our own, which gqlgen's recovery does
// not reach: a panic becomes the error of that one item.
func recovered(err *error) {
	if value := recover(); value != nil {
		*err = gqlerr.Panicked(value)
	}
}
