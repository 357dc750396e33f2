package pcclient

import (
	"net/http"
	"net/url"
	"time"
)

// Client reads Partner Center. It is safe for concurrent use, and one is enough
// for a credential. Make it with [New].
type Client struct {
	// Customers are the partner's customers.
	Customers *CustomersService
	// DeviceBatches are the groups in which a customer's devices were registered.
	DeviceBatches *DeviceBatchesService
	// Devices are the devices of a batch.
	Devices *DevicesService

	common service

	base         *url.URL
	header       http.Header // what every request carries; never changed
	transport    http.RoundTripper
	idle         interface{ CloseIdleConnections() } // nil when the base transport keeps none
	standings    *standings
	retry        *retrier
	hedgeAfter   time.Duration
	callTimeout  time.Duration
	maxBodyBytes int64
}

// service is what all services are made of. Each is a named type over it, so a
// service costs a conversion and gives its methods a name space of their own.
type service struct{ client *Client }

// New makes a Client. When options cannot be used, the error lists every mistake
// in them.
func New(options Options) (*Client, error) {
	options, base, err := options.complete()
	if err != nil {
		return nil, err
	}
	c := &Client{
		base:         base,
		header:       commonHeader(options),
		transport:    newTransport(options),
		standings:    newStandings(options),
		retry:        newRetrier(options),
		hedgeAfter:   options.HedgeAfter,
		callTimeout:  options.CallTimeout,
		maxBodyBytes: options.MaxBodyBytes,
	}
	c.idle, _ = options.Transport.(interface{ CloseIdleConnections() })
	c.common.client = c
	c.Customers = (*CustomersService)(&c.common)
	c.DeviceBatches = (*DeviceBatchesService)(&c.common)
	c.Devices = (*DevicesService)(&c.common)
	return c, nil
}

// CloseIdleConnections closes the connections that are kept for later calls. Calls
// under way are not disturbed, and the Client can still be used.
func (c *Client) CloseIdleConnections() {
	if c.idle != nil {
		c.idle.CloseIdleConnections()
	}
}

// commonHeader is described on the page "Partner Center REST headers".
func commonHeader(options Options) http.Header {
	header := http.Header{}
	header.Set("Accept", "application/json")
	header.Set("User-Agent", "pcclient")
	header.Set("X-Locale", options.Locale)
	header.Set("MS-Contract-Version", "v1")
	if options.Application != "" {
		header.Set("MS-PartnerCenter-Application", options.Application)
	}
	return header
}
