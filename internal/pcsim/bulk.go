package pcsim

import (
	"fmt"
	"strconv"
	"strings"
)

// bulk computes generated customers and batches from their position, and finds
// them again by reading the position out of their ids: nothing is held.
type bulk struct {
	Bulk
}

// A generated customer's GUID starts with its position, scrambled so that the
// ids look as random as they should. spreader and gatherer undo each other:
// their product is 1 modulo 2³².
const (
	spreader = 0x9e3779b1
	gatherer = 0x0e8b2f51
)

// companies are the placeholder names of Microsoft's own documentation, without
// those that begin with "Cont": the documented example of a filter finds
// exactly three of them.
var companies = [...]string{
	"Adatum", "Fabrikam", "Litware", "Northwind Traders", "Proseware", "Relecloud", "Tailspin Toys", "Woodgrove",
}

func (b bulk) customer(i int) customer {
	base := companies[i%len(companies)]
	return customer{
		id:           b.customerID(i),
		companyName:  fmt.Sprintf("%s %05d", base, i+1),
		domain:       fmt.Sprintf("%s%05d.onmicrosoft.com", strings.ToLower(strings.ReplaceAll(base, " ", "")), i+1),
		relationship: "reseller",
		batches:      bulkBatches{bulk: b, customer: i},
	}
}

func (b bulk) customerID(i int) string {
	start := (uint32(i) ^ b.mask()) * spreader
	rest := mix(b.Seed ^ mix(uint64(i)))
	return guid(uint64(start)<<32|rest>>32, mix(rest))
}

func (b bulk) mask() uint32 { return uint32(mix(b.Seed)) }

// find reads the position out of a GUID in lower case, and then believes it only
// if that position has exactly this GUID.
func (b bulk) find(id string) (customer, bool) {
	start, _ := strconv.ParseUint(id[:8], 16, 32) // what is no number is no customer's either
	i := int(uint32(start)*gatherer ^ b.mask())
	if i >= b.Customers || b.customerID(i) != id {
		return customer{}, false
	}
	return b.customer(i), true
}

// bulkBatches is the batchList of a generated customer.
type bulkBatches struct {
	bulk     bulk
	customer int
}

const bulkBatchName = "Rollout "

func (l bulkBatches) len() int { return l.bulk.Batches }

func (l bulkBatches) at(i int) batch {
	statuses := [...]string{"finished", "finished", "finished_with_errors", "finished", "processing", "finished", "", "queued"}
	key := mix(mix(l.bulk.Seed^mix(uint64(l.customer))) + uint64(i))
	return batch{
		id:           fmt.Sprintf("%s%05d", bulkBatchName, i+1),
		status:       statuses[i%len(statuses)],
		creationDate: moment(i, i/3),
		devices:      l.bulk.Devices,
		device:       func(position int) wireDevice { return generated(key, position) },
	}
}

func (l bulkBatches) find(id string) (batch, bool) {
	number, named := strings.CutPrefix(id, bulkBatchName)
	i, err := strconv.Atoi(number)
	if !named || err != nil || i < 1 || i > l.bulk.Batches {
		return batch{}, false
	}
	found := l.at(i - 1)
	return found, found.id == id // "Rollout 1" is not "Rollout 00001"
}
