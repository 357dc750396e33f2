package resolvers

import (
	"context"

	"pcgraph/graph/access"
	"pcgraph/graph/gqlerr"
)

// Every field through which an object can be reached is a door, and asks here
// before it does anything. What is answered depends on the caller's grant and the
// arguments alone, so that nobody learns from it what exists.

// mayReach refuses what belongs to a customer outside the caller's grant. The
// sentence is the same for every customer, whether it exists or not.
func mayReach(ctx context.Context, customerID string) error {
	if !access.From(ctx).Sees(customerID) {
		return gqlerr.Forbidden("This ID leads to no customer that the caller may see. That does not say whether there is one.")
	}
	return nil
}

// may refuses what a scope opens to a caller who does not have it.
func may(ctx context.Context, scope access.Scope) error {
	if !access.From(ctx).May(scope) {
		return gqlerr.Forbidden("The caller does not have the scope `%s`.", scope)
	}
	return nil
}
