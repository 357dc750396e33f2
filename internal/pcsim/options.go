package pcsim

import (
	"errors"
	"fmt"
	"time"
)

// Paging says how a list that is longer than a page goes on.
type Paging int

const (
	// BodyToken puts a continuationToken in the body, to be sent back as the
	// header MS-ContinuationToken. It is what the documentation describes.
	BodyToken Paging = iota
	// NextLink puts links.next in the body instead: a uri and the headers to
	// send with it, as the official SDK's enumerators expect.
	NextLink
	// WholeList answers everything at once, whatever size was asked for.
	WholeList
)

// Page sizes when nothing else is asked for.
const (
	devicesPage      = 100 // "The collection contains 100 devices in a page."
	customersPage    = 500
	largestCustomers = 500 // the most that `size` may ask for
)

// The most bulk data that can be had: far past any partner, and small enough
// that one answer (a customer's batches are never paged) stays in memory.
const (
	mostCustomers = 10_000_000
	mostBatches   = 100_000
	mostDevices   = 10_000_000
)

// Options decide how a [Server] behaves. The zero value is a Partner Center as
// documented, with the documented examples in it.
type Options struct {
	// Token is the bearer token that callers must send. Empty: any will do.
	Token string
	// Accept says whether a bearer token is good, as a login host can that issued
	// it. Nil: Token decides. Not both.
	Accept func(token string) bool
	// PageSize is the number of devices in a page, and of customers when the
	// request has no size. 0: 100 devices, 500 customers.
	PageSize int
	// Latency is how long every answer is held back, counted from the request's
	// arrival. Default none.
	Latency time.Duration
	// NoBOM leaves out the UTF-8 byte order mark that successful bodies start
	// with. Error bodies never have one.
	NoBOM bool
	// Bulk is generated data beside the documented examples. Default none.
	Bulk Bulk
	// Paging says how long lists go on. Default [BodyToken].
	Paging Paging
	// TokenLife is how long a continuation token can be used. 0: for ever.
	TokenLife time.Duration
}

// Bulk sizes generated data. It is never held in memory: a customer, batch or
// device is computed from Seed and its position whenever it is asked for.
type Bulk struct {
	// Seed decides every generated value. The documented examples do not
	// depend on it.
	Seed uint64
	// Customers is the number of generated customers.
	Customers int
	// Batches is the number of batches of each of them.
	Batches int
	// Devices is the number of devices in each of those.
	Devices int
}

// check lists every mistake in the options.
func (o Options) check() error {
	var mistakes []error
	within := func(name string, value, most int) {
		if value < 0 || value > most {
			mistakes = append(mistakes, fmt.Errorf("%s is %d; it may be 0 to %d", name, value, most))
		}
	}
	within("PageSize", o.PageSize, mostDevices)
	within("Bulk.Customers", o.Bulk.Customers, mostCustomers)
	within("Bulk.Batches", o.Bulk.Batches, mostBatches)
	within("Bulk.Devices", o.Bulk.Devices, mostDevices)
	within("Paging", int(o.Paging), int(WholeList))
	notNegative := func(name string, value time.Duration) {
		if value < 0 {
			mistakes = append(mistakes, fmt.Errorf("%s is %s; it cannot be negative", name, value))
		}
	}
	notNegative("Latency", o.Latency)
	notNegative("TokenLife", o.TokenLife)
	if o.Token != "" && o.Accept != nil {
		mistakes = append(mistakes, errors.New("both Token and Accept are set; only one can decide"))
	}
	if err := errors.Join(mistakes...); err != nil {
		return fmt.Errorf("pcsim: %w", err)
	}
	return nil
}

// accepts says whether a bearer token is good.
func (o Options) accepts(token string) bool {
	if o.Accept != nil {
		return o.Accept(token)
	}
	return o.Token == "" || token == o.Token
}

func (o Options) devicesPage() int {
	if o.PageSize > 0 {
		return o.PageSize
	}
	return devicesPage
}

func (o Options) customersPage() int {
	if o.PageSize > 0 {
		return o.PageSize
	}
	return customersPage
}
