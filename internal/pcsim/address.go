package pcsim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// address is what a path names.
type address struct {
	route    *route // nil when refused
	customer string
	batch    string
	refused  *refusal
}

// route is one path of the API. A segment in braces stands for an id; the other
// segments are compared without regard to case.
type route struct {
	path   []string
	handle handler
	// instead explains why the path cannot be read. Empty: it can.
	instead string
	// writes says that the path exists for other verbs than GET.
	writes bool
}

// routeTable is every path of the API.
type routeTable []route

// handler makes the body of a successful answer.
type handler func(*Server, *call) (any, *refusal)

const (
	segmentCustomer = "{customer}"
	segmentBatch    = "{batch}"
	segmentOther    = "{other}"
)

// routes lists, beside what can be read, the paths that a reader of the
// documentation might try.
func routes() routeTable {
	customer := []string{"v1", "customers", segmentCustomer}
	under := func(parts ...string) []string { return slices.Concat(customer, parts) }
	return routeTable{
		{path: customer[:2], handle: (*Server).listCustomers},
		{path: customer, handle: (*Server).getCustomer},
		{path: under("deviceBatches"), handle: (*Server).listBatches},
		{path: under("deviceBatches", segmentBatch, "devices"), handle: (*Server).listDevices},
		{path: under("deviceBatches", segmentBatch), instead: "Partner Center cannot read one batch; list the customer's batches."},
		{path: under("deviceBatches", segmentBatch, "devices", segmentOther), writes: true, instead: "Partner Center cannot read one device; list the batch's devices."},
		{path: under("devicePolicyUpdates"), writes: true, instead: "There is nothing to read here."},
		{path: under("batchJobStatus", segmentOther), instead: "This simulation has no jobs, because it takes no writes."},
		{path: under("policies"), instead: "This simulation has no configuration policies."},
		{path: under("policies", segmentOther), instead: "This simulation has no configuration policies."},
	}
}

// parse reads an escaped path. Repeated slashes are tolerated, as the
// service does.
func (t routeTable) parse(escaped string) address {
	var segments []string
	for raw := range strings.SplitSeq(escaped, "/") {
		if raw == "" {
			continue
		}
		segment, err := url.PathUnescape(raw)
		if err != nil {
			return address{refused: badRequest("The path segment %q is not escaped properly.", raw)}
		}
		if segment == "." || segment == ".." {
			// Every server and proxy on the way may resolve these, escaped or not.
			return address{refused: badRequest("The path has a segment %q; an id like that cannot be addressed.", raw)}
		}
		segments = append(segments, segment)
	}
	if len(segments) == 0 || !strings.EqualFold(segments[0], "v1") {
		return address{refused: notFound("The path does not start with /v1.")}
	}
	for i := range t {
		if a, ok := t[i].match(segments); ok {
			return a
		}
	}
	return address{refused: notFound("There is no such path. An id that contains a slash must have it escaped as %%2F.")}
}

func (r *route) match(segments []string) (address, bool) {
	if len(segments) != len(r.path) {
		return address{}, false
	}
	found := address{route: r}
	for i, want := range r.path {
		switch want {
		case segmentCustomer:
			found.customer = segments[i]
		case segmentBatch:
			found.batch = segments[i]
		case segmentOther:
		default:
			if !strings.EqualFold(segments[i], want) {
				return address{}, false
			}
		}
	}
	return found, true
}

// handler gives what answers the verb at this address.
func (a address) handler(method string) (handler, *refusal) {
	switch {
	case a.refused != nil:
		return nil, a.refused
	case method == http.MethodGet && a.route.instead == "":
		return a.route.handle, nil
	case method == http.MethodGet && !a.route.writes:
		return nil, notFound("%s", a.route.instead)
	case method == http.MethodGet:
		return nil, notAllowed("%s", a.route.instead)
	default:
		return nil, notAllowed("This simulation only reads, so %s is not allowed; send GET.", method)
	}
}

// notAllowed is a 405. invented: the code, "Not supported".
func notAllowed(format string, args ...any) *refusal {
	no := refuse(http.StatusMethodNotAllowed, CodeNotSupported, format, args...)
	no.header = http.Header{"Allow": {http.MethodGet}}
	return no
}
