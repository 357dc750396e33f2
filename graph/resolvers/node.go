package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pcgraph/graph/access"
	"pcgraph/graph/gqlerr"
	"pcgraph/graph/model"
	"pcgraph/graph/relay"
)

// maxNodes bounds `nodes(ids:)`.
const maxNodes = 100

func (r *Resolver) node(ctx context.Context, global string) (model.Node, error) {
	nodes, errs := objects(ctx, []string{global}, parseGlobal)
	return nodes[0], errs[0]
}

func (r *Resolver) nodes(ctx context.Context, ids []string) ([]model.Node, error) {
	if len(ids) > maxNodes {
		return nil, gqlerr.BadUserInput("`ids` holds %d IDs; it can hold %d. Ask for the rest in another operation.", len(ids), maxNodes)
	}
	nodes, errs := objects(ctx, ids, parseGlobal)
	reportInPlace(ctx, errs)
	return nodes, nil
}

func parseGlobal(global string) (relay.ID, error) {
	id, err := relay.ParseID(global)
	if err != nil {
		return relay.ID{}, gqlerr.BadUserInput("`id` is not an ID of this graph. Use the `id` of an object as it was answered; a customer's is its GUID.")
	}
	return id, nil
}

// objects answers each ask, which parse turns into an ID, at its place: with the
// object or with an error. Every door that takes IDs leads through here.
func objects[T any](ctx context.Context, asks []T, parse func(T) (relay.ID, error)) ([]model.Node, []error) {
	found := make([]model.Node, len(asks))
	errs := make([]error, len(asks))
	searches, reads := deviceSearches{}, readsDevices(ctx)
	for i, ask := range asks {
		var id relay.ID
		if id, errs[i] = parse(ask); errs[i] != nil {
			continue
		}
		if found[i], errs[i] = address(ctx, id); reads && id.Device != "" && errs[i] == nil {
			searches.add(id, i)
		}
	}
	searches.run(ctx, found, errs)
	return found, errs
}

// address is the object with the ID, of which nothing else is known. It does not
// ask whether there is one: who may not reach it must not learn that.
func address(ctx context.Context, id relay.ID) (model.Node, error) {
	if err := mayReach(ctx, id.Customer); err != nil {
		return nil, err
	}
	customer := &model.Customer{CustomerID: id.Customer}
	if id.Batch == "" {
		return customer, nil
	}
	if err := may(ctx, access.DevicesRead); err != nil {
		return nil, err
	}
	batch := &model.DeviceBatch{Customer: customer, BatchID: id.Batch}
	if id.Device == "" {
		return batch, nil
	}
	return &model.Device{Batch: batch, DeviceID: id.Device}, nil
}

// reportInPlace reports the errors of a list's items: one that failed is null, and
// its error's path says where.
func reportInPlace(ctx context.Context, errs []error) {
	for i, err := range errs {
		if err != nil {
			path := append(graphql.GetPath(ctx), ast.PathIndex(i))
			graphql.AddError(ctx, gqlerror.WrapPath(path, err))
		}
	}
}
