package resolvers

import (
	"context"
	"sync"

	"pcgraph/graph/access"
	"pcgraph/graph/gqlerr"
	"pcgraph/graph/loaders"
	"pcgraph/graph/model"
	"pcgraph/graph/relay"
	"pcgraph/pcclient"
)

// readFields are the fields of a device that its address does not answer, beside
// the secret ones.
var readFields = []string{"serialNumber", "modelName", "oemManufacturerName", "policies", "uploadedDate"}

// readsDevices says whether the field that is being resolved asks for more of a
// device than its address.
func readsDevices(ctx context.Context) bool {
	return asked(ctx, readFields...) || access.From(ctx).May(access.DevicesSecrets) && asked(ctx, secretFields...)
}

// deviceSearches are the devices that are looked for, by the ID of their batch:
// Partner Center cannot read one device, so a batch is walked, once for all of them.
type deviceSearches map[relay.ID]deviceSearch

// A deviceSearch has, by a device's own ID, the places where it is asked for.
type deviceSearch map[string][]int

func (s deviceSearches) add(id relay.ID, place int) {
	batch := relay.ID{Customer: id.Customer, Batch: id.Batch}
	if s[batch] == nil {
		s[batch] = deviceSearch{}
	}
	s[batch][id.Device] = append(s[batch][id.Device], place)
}

// run walks all batches at once, and puts what it finds, or why it does not, at
// the places.
func (s deviceSearches) run(ctx context.Context, found []model.Node, errs []error) {
	var wait sync.WaitGroup
	for batch, search := range s {
		wait.Go(func() {
			devices, err := search.walk(ctx, &model.DeviceBatch{Customer: &model.Customer{CustomerID: batch.Customer}, BatchID: batch.Batch})
			for id, places := range search {
				for _, place := range places {
					if device := devices[id]; device != nil {
						found[place] = device
					} else {
						found[place], errs[place] = nil, err
					}
				}
			}
		})
	}
	wait.Wait()
}

// walk reads the batch page by page until each device is found. The error is that
// of the devices that were not.
func (s deviceSearch) walk(ctx context.Context, batch *model.DeviceBatch) (found map[string]*model.Device, err error) {
	defer recovered(&err)
	l, err := loaders.From(ctx)
	if err != nil {
		return nil, err
	}
	found = map[string]*model.Device{}
	secrets := access.From(ctx).May(access.DevicesSecrets)
	w := deviceWalk{loaders: l, batch: batch}
	_, err = relay.Find(ctx,
		func(d *pcclient.Device) bool {
			if s[d.ID] != nil && found[d.ID] == nil {
				found[d.ID] = &convertDevices(batch, []pcclient.Device{*d}, secrets)[0]
			}
			return len(found) == len(s)
		},
		func(ctx context.Context, token string) (relay.Page[pcclient.Device], error) {
			page, err := l.DevicePage.Load(ctx, w.key(token))
			return relayPage(token, page, err)
		})
	if err == nil {
		err = gqlerr.NotFound("The batch no longer holds this device. It may have been deleted, or moved to another batch.")
	}
	return found, err
}
