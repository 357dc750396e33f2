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

// checkIDs refuses a page with an item that has no ID: its global ID would be
// that of the object which holds it, and a client's cache would mix up the two.
func checkIDs[T any](items []T, id func(*T) string) error {
	for i := range items {
		if id(&items[i]) == "" {
			return &pcclient.Error{Kind: pcclient.KindBadResponse, Err: errors.New("an item without an ID")}
		}
	}
	return nil
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
