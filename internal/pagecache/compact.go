package pagecache

import (
	"reflect"
	"slices"

	"pcgraph/pcclient"
)

// entryBytes is about what it takes to keep a page, beside the page and the texts
// of its key: what is known of it, and the cache's own record of both.
const entryBytes = 400

// compact returns a copy of a page that is equal to it and takes less memory, and
// the copy's size in bytes. As read, a page of 100 devices keeps the whole body
// alive, with all that nobody asks for. The copy is four pieces of memory: the
// page, its items, one text that all texts are parts of, with repeated values in
// it once, and one list of policies.
//
// Whoever keeps a single device keeps the text of its page.
func compact(page any) (any, int) {
	switch page := page.(type) {
	case *pcclient.Customer:
		alone := &pcclient.Page[pcclient.Customer]{Items: []pcclient.Customer{*page}}
		copied, size := compactPage(alone, nil, customerTexts)
		return &copied.Items[0], size
	case *pcclient.Page[pcclient.Customer]:
		return compactPage(page, nil, customerTexts)
	case *pcclient.Page[pcclient.DeviceBatch]:
		return compactPage(page, gatherCounts, batchTexts)
	case *pcclient.Page[pcclient.Device]:
		return compactPage(page, gatherPolicies, deviceTexts)
	}
	return page, 0
}

// compactPage copies a page. gather moves what copied items still share with the
// old ones into memory of the copy, and returns its size; it may be nil. texts
// names an item's texts.
func compactPage[T any](page *pcclient.Page[T], gather func([]T) int, texts func(*T, visit)) (*pcclient.Page[T], int) {
	copied := &pcclient.Page[T]{Items: slices.Clip(slices.Clone(page.Items)), Next: page.Next}
	size := sizeOf[pcclient.Page[T]](1) + sizeOf[T](len(copied.Items))
	if gather != nil {
		size += gather(copied.Items)
	}
	size += joinTexts(func(v visit) {
		v((*string)(&copied.Next), once)
		for i := range copied.Items {
			texts(&copied.Items[i], v)
		}
	})
	return copied, size
}

func gatherPolicies(devices []pcclient.Device) int {
	count := 0
	for i := range devices {
		count += len(devices[i].Policies)
	}
	all := make([]pcclient.Policy, 0, count)
	for i := range devices {
		d := &devices[i]
		if d.Policies == nil {
			continue // not the same as an empty list, to those who look
		}
		start := len(all)
		all = append(all, d.Policies...)
		d.Policies = all[start:len(all):len(all)]
	}
	return sizeOf[pcclient.Policy](count)
}

func gatherCounts(batches []pcclient.DeviceBatch) int {
	all := make([]int, len(batches))
	for i := range batches {
		if count := batches[i].DevicesCount; count != nil {
			all[i] = *count
			batches[i].DevicesCount = &all[i]
		}
	}
	return sizeOf[int](len(all))
}

func customerTexts(c *pcclient.Customer, v visit) {
	v(&c.ID, once)
	v(&c.CommerceID, once)
	v(&c.CompanyName, once)
	v(&c.Domain, once)
	v((*string)(&c.RelationshipToPartner), repeated)
}

func batchTexts(b *pcclient.DeviceBatch, v visit) {
	v(&b.ID, once)
	v((*string)(&b.Status), repeated)
	v(&b.CreatedBy, repeated)
}

func deviceTexts(d *pcclient.Device, v visit) {
	v(&d.ID, once)
	v(&d.SerialNumber, once)
	v(&d.ProductKey, once)
	v(&d.HardwareHash, once)
	v(&d.ModelName, repeated)
	v(&d.OEMManufacturerName, repeated)
	for i := range d.Policies {
		v((*string)(&d.Policies[i].Category), repeated)
		v(&d.Policies[i].Value, repeated)
	}
}

func sizeOf[T any](count int) int { return count * int(reflect.TypeFor[T]().Size()) }
