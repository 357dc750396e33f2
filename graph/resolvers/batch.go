package resolvers

import (
	"context"

	"pcgraph/graph/access"
	"pcgraph/graph/gqlerr"
	"pcgraph/graph/loaders"
	"pcgraph/graph/model"
	"pcgraph/graph/relay"
)

func (r *Resolver) deviceBatches(ctx context.Context, customer *model.Customer) ([]*model.DeviceBatch, error) {
	if err := may(ctx, access.DevicesRead); err != nil {
		return nil, err
	}
	l, err := loaders.From(ctx)
	if err != nil {
		return nil, err
	}
	list, err := l.Batches.Load(ctx, customer.CustomerID)
	if err != nil {
		return nil, err
	}
	return convertBatches(customer, list), nil
}

func (r *Resolver) deviceBatch(ctx context.Context, customer *model.Customer, batchID string) (*model.DeviceBatch, error) {
	if err := may(ctx, access.DevicesRead); err != nil {
		return nil, err
	}
	if relay.CheckName(batchID) != nil {
		return nil, gqlerr.BadUserInput("`batchId` cannot be a batch's ID: it is empty, `.` or `..`, is longer than 1024 bytes, or holds control characters. `deviceBatches { batchId }` lists the IDs.")
	}
	return &model.DeviceBatch{Customer: customer, BatchID: batchID}, nil
}

// summary reads what the list of batches says of one, if it has not been read.
func summary(ctx context.Context, batch *model.DeviceBatch) (*model.BatchSummary, error) {
	if batch.Summary != nil {
		return batch.Summary, nil
	}
	l, err := loaders.From(ctx)
	if err != nil {
		return nil, err
	}
	list, err := l.Batches.Load(ctx, batch.Customer.CustomerID)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].ID == batch.BatchID {
			return convertSummary(&list[i]), nil
		}
	}
	return nil, gqlerr.NotFound("The customer has no such batch. `deviceBatches { batchId }` lists the IDs; upper and lower case count.")
}
