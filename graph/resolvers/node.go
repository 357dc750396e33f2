package resolvers

import (
	"context"
	"sync"

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
	id, err := relay.ParseID(global)
	if err != nil {
		return nil, gqlerr.BadUserInput("`id` is not an ID of this graph. Use the `id` of an object as it was answered; a customer's is its GUID.")
	}
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
	secrets := access.From(ctx).May(access.DevicesSecrets)
	if !asked(ctx, "serialNumber", "modelName", "oemManufacturerName", "policies", "uploadedDate") &&
		!(secrets && asked(ctx, secretFields...)) {
		// The address answers all that may be answered.
		return &model.Device{Batch: batch, DeviceID: id.Device}, nil
	}
	// A nil *Device must not become a Node that is not nil.
	device, err := findDevice(ctx, id)
	if err != nil {
		return nil, err
	}
	return device, nil
}

// nodes answers each ID at its place. One that fails is null there, and its
// error's path says where.
func (r *Resolver) nodes(ctx context.Context, ids []string) ([]model.Node, error) {
	if len(ids) > maxNodes {
		return nil, gqlerr.BadUserInput("`ids` holds %d IDs; it can hold %d. Ask for the rest in another operation.", len(ids), maxNodes)
	}
	nodes := make([]model.Node, len(ids))
	errs := make([]error, len(ids))
	var wait sync.WaitGroup
	for i, id := range ids {
		wait.Go(func() {
			defer recovered(&errs[i])
			nodes[i], errs[i] = r.node(ctx, id)
		})
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			path := append(graphql.GetPath(ctx), ast.PathIndex(i))
			graphql.AddError(ctx, gqlerror.WrapPath(path, err))
		}
	}
	return nodes, nil
}
