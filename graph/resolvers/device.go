package resolvers

import (
	"context"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"pcgraph/graph/access"
	"pcgraph/graph/loaders"
	"pcgraph/graph/model"
	"pcgraph/graph/relay"
	"pcgraph/pcclient"
)

// devices fills one window of each batch. The first pages of all are asked for
// together; after that each batch goes on alone, so that none waits for another's
// pages. A batch that fails leaves its siblings whole.
func (r *Resolver) devices(ctx context.Context, batches []*model.DeviceBatch, first *int32, after *string) ([]*model.DeviceConnection, error) {
	l, err := loaders.From(ctx)
	if err != nil {
		return nil, err
	}
	connections := make([]*model.DeviceConnection, len(batches))
	errs := make(graphql.BatchErrorList, len(batches))
	walks := make([]*deviceWalk, len(batches))
	for i, batch := range batches {
		walks[i], errs[i] = r.deviceWalk(ctx, l, batch, first, after)
	}
	l.DevicePage.Flush()

	var wait sync.WaitGroup
	for i, walk := range walks {
		if walk == nil {
			continue
		}
		wait.Go(func() {
			defer recovered(&errs[i])
			connections[i], errs[i] = walk.run(ctx)
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return connections, errs
		}
	}
	return connections, nil
}

// A deviceWalk is one batch's way to its window.
type deviceWalk struct {
	loaders *loaders.Loaders
	batch   *model.DeviceBatch
	window  relay.Window
	// firstPage is the answer to the ask for the window's first page; nil when
	// the window needs none.
	firstPage func(context.Context) (*pcclient.Page[pcclient.Device], error)
}

// deviceWalk prepares a walk and asks for its first page, which the caller's
// flush will start to fetch.
func (r *Resolver) deviceWalk(ctx context.Context, l *loaders.Loaders, batch *model.DeviceBatch, first *int32, after *string) (*deviceWalk, error) {
	window, err := r.Cursors.List("devices", batch.Customer.CustomerID, batch.BatchID).Window(first, after)
	if err != nil {
		return nil, err
	}
	w := &deviceWalk{loaders: l, batch: batch, window: window}
	countKnown := batch.Summary != nil && batch.Summary.DevicesCount != nil
	if !w.window.Empty() || asked(ctx, "pageInfo.hasNextPage") || !countKnown && asked(ctx, "totalCount") {
		w.firstPage = l.DevicePage.Ask(w.key(w.window.After.Token))
	}
	return w, nil
}

func (w *deviceWalk) run(ctx context.Context) (*model.DeviceConnection, error) {
	slice := relay.Slice[pcclient.Device]{HasPrevious: w.window.Continued, Total: -1}
	if w.firstPage != nil {
		var err error
		if slice, err = relay.Collect(ctx, w.window, deviceID, w.fetch); err != nil {
			return nil, err
		}
	}
	said := w.said(ctx, slice.Total)
	secrets := access.From(ctx).May(access.DevicesSecrets)
	convert := func(devices []pcclient.Device) []model.Device { return convertDevices(w.batch, devices, secrets) }
	return model.NewConnection(relay.Convert(slice, convert), total(slice.Total, said)), nil
}

// said is how many devices Partner Center says that the batch holds, where that is
// asked for, was not counted, and costs nothing: because the list of batches was
// read, or is read for another field of the same batch.
func (w *deviceWalk) said(ctx context.Context, counted int) *int32 {
	if w.batch.Summary != nil {
		return w.batch.Summary.DevicesCount
	}
	if counted >= 0 || !asked(ctx, "totalCount") || !besideSummary(ctx) {
		return nil
	}
	known, err := summary(ctx, w.batch)
	if err != nil {
		return nil // which the other field reports
	}
	return known.DevicesCount
}

// besideSummary says whether the batch whose `devices` are being resolved is asked
// for something that only the list of batches answers. It is read from the document,
// and not from what was fetched so far, so that equal requests get equal answers.
func besideSummary(ctx context.Context) bool {
	batch := graphql.GetFieldContext(ctx).Parent
	for batch != nil && batch.Field.Field == nil {
		batch = batch.Parent // a place in a list
	}
	if batch == nil {
		return false
	}
	fields := graphql.CollectFields(graphql.GetOperationContext(ctx), batch.Field.Selections, []string{"DeviceBatch", "Node", "_Entity"})
	return slices.ContainsFunc(fields, func(f graphql.CollectedField) bool { return slices.Contains(summaryFields, f.Name) })
}

// summaryFields are the fields of a batch that its list answers.
var summaryFields = []string{"status", "creationDate", "devicesCount", "createdBy"}

func (w *deviceWalk) fetch(ctx context.Context, token string) (relay.Page[pcclient.Device], error) {
	answer := w.firstPage
	if token != w.window.After.Token {
		answer = func(ctx context.Context) (*pcclient.Page[pcclient.Device], error) {
			return w.loaders.DevicePage.Load(ctx, w.key(token))
		}
	}
	page, err := answer(ctx)
	return relayPage(token, page, err)
}

func (w *deviceWalk) key(token string) loaders.DevicePageKey {
	return loaders.DevicePageKey{Customer: w.batch.Customer.CustomerID, Batch: w.batch.BatchID, From: pcclient.Continuation(token)}
}
