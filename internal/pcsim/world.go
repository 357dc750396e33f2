package pcsim

import "strings"

// world is everything the simulated Partner Center knows, before any change.
// It is immutable. The documented examples come first, then the bulk data.
type world struct {
	examples []customer
	bulk     bulk
}

// customer is one of the partner's customers.
type customer struct {
	id           string // lower case
	companyName  string // empty: Partner Center does not say
	domain       string
	relationship string
	batches      batchList
}

// batchList is the batches of a customer, held or computed.
type batchList interface {
	len() int
	at(i int) batch
	find(id string) (batch, bool)
}

// batch is one batch and a way to its devices.
type batch struct {
	id           string
	status       string // empty: the member is left out
	creationDate string // as on the wire
	createdBy    string // empty: the member is left out
	devices      int
	// unreported is how many of the devices devicesCount does not count yet.
	unreported int
	// device computes the device at a position below devices.
	device func(i int) wireDevice
	end    listEnd
}

// listEnd is how the last page of a list says that it is the last. Clients must
// take all of these for the end.
type listEnd int

const (
	endAbsent    listEnd = iota // no continuationToken
	endNull                     // "continuationToken": null
	endEmpty                    // "continuationToken": ""
	endBlank                    // "continuationToken": " "
	endEmptyPage                // one more token, which leads to a page without items
)

func (w *world) customers() int { return len(w.examples) + w.bulk.Customers }

// customerAt gives the customer at a position below customers().
func (w *world) customerAt(i int) customer {
	if i < len(w.examples) {
		return w.examples[i]
	}
	return w.bulk.customer(i - len(w.examples))
}

// find gives a customer by its GUID, in either case.
func (w *world) find(id string) (customer, bool) {
	id = strings.ToLower(id)
	for _, c := range w.examples {
		if c.id == id {
			return c, true
		}
	}
	return w.bulk.find(id)
}

// batchSlice is a batchList that is held in memory.
type batchSlice []batch

func (s batchSlice) len() int       { return len(s) }
func (s batchSlice) at(i int) batch { return s[i] }

func (s batchSlice) find(id string) (batch, bool) {
	for _, b := range s {
		if b.id == id {
			return b, true
		}
	}
	return batch{}, false
}
