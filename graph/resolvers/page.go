package resolvers

import (
	"context"
	"errors"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"pcgraph/graph/relay"
	"pcgraph/pcclient"
)

// relayPage turns the answer for the page that token stands for into relay's
// words. A token that Partner Center refuses is one it no longer knows: nobody
// else could have made it, because cursors are sealed.
func relayPage[T any](token string, page *pcclient.Page[T], err error) (relay.Page[T], error) {
	var call *pcclient.Error
	if token != "" && errors.As(err, &call) && (call.Kind == pcclient.KindBadInput || call.Kind == pcclient.KindNotFound) {
		return relay.Page[T]{}, fmt.Errorf("%w: %w", relay.ErrCursorExpired, err)
	}
	if err != nil {
		return relay.Page[T]{}, err
	}
	return relay.Page[T]{Items: page.Items, Next: string(page.Next)}, nil
}

// total is a list's length: what was counted, else what the upstream says.
func total(counted int, said *int32) *int32 {
	if counted < 0 {
		return said
	}
	n := int32(counted)
	return &n
}

// asked says whether the field that is being resolved asks for one of the paths
// below it.
func asked(ctx context.Context, paths ...string) bool {
	return graphql.AnyFieldRequested(ctx, paths...)
}
