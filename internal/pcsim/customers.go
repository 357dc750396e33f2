package pcsim

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
)

// listCustomers answers "Get a list of customers" and "Get a list of customers
// filtered by a search field".
func (s *Server) listCustomers(c *call) (any, *refusal) {
	query, no := parseCustomersQuery(c.request.URL.RawQuery, len(c.request.Header.Values(headerToken)) > 0)
	if no != nil {
		return nil, no
	}
	if query.size == 0 {
		query.size = s.options.customersPage()
	}
	at, no := s.position(c, "customers", query.size)
	if no != nil {
		return nil, no
	}
	if !query.next {
		at.filter = query.filter
	}
	if s.options.Paging == WholeList {
		at.size = math.MaxInt
	}
	filter, no := parseFilter(at.filter)
	if no != nil {
		return nil, no
	}
	self := "/customers"
	if c.request.URL.RawQuery != "" {
		self += "?" + c.request.URL.RawQuery
	}
	answer := collection[wireCustomer]{
		Items:      []wireCustomer{},
		Links:      &links{Self: getLink(self)},
		Attributes: objectType("Collection"),
	}
	at = c.pad(at)
	further, more := at.afterEmpty()
	if !more {
		further = at
		further.padded = false
		answer.Items, further.offset, more = s.world.page(filter, at.offset, at.size)
	}
	answer.TotalCount = len(answer.Items)
	s.goOn(c, &answer.ContinuationToken, answer.Links, "/customers?seekOperation=Next", further, more)
	return answer, nil
}

// page gives at most size customers that pass the filter, from an offset in the
// unfiltered list on; where to go on; and whether anything is left there.
func (w *world) page(f filter, offset, size int) (items []wireCustomer, next int, more bool) {
	items = []wireCustomer{}
	for i := offset; i < w.customers(); i++ {
		c := w.customerAt(i)
		if !f.passes(c) {
			continue
		}
		if len(items) == size {
			return items, i, true
		}
		items = append(items, c.short())
	}
	return items, 0, false
}

// getCustomer answers "Get a customer by ID".
func (s *Server) getCustomer(c *call) (any, *refusal) {
	found, no := s.customer(c)
	if no != nil {
		return nil, no
	}
	return found.long(), nil
}

// short is a customer as lists have it.
func (c customer) short() wireCustomer {
	return wireCustomer{
		ID: c.id,
		CompanyProfile: wireCompanyProfile{
			TenantID:    c.id,
			Domain:      c.domain,
			CompanyName: c.companyName,
			Links:       &links{Self: getLink("/customers/" + c.id + "/profiles/company")},
			Attributes:  objectType("CustomerCompanyProfile"),
		},
		RelationshipToPartner: c.relationship,
		Links:                 &links{Self: getLink("/customers/" + c.id)},
		Attributes:            objectType("Customer"),
	}
}

// long adds what only the reading of one customer has.
func (c customer) long() wireCustomer {
	bits := hash("billing", c.id)
	delegated := c.relationship == "reseller"
	email := "billing@" + c.domain
	long := c.short()
	long.CommerceID = guid(bits, mix(bits))
	long.CompanyProfile.Address = &wireAddress{Country: "US", City: "Redmond", State: "WA", AddressLine1: "One Microsoft Way", PostalCode: "98052", PhoneNumber: "4255550101"}
	long.CompanyProfile.Email = email
	long.BillingProfile = &wireBillingProfile{
		ID:             guid(mix(bits+1), mix(bits+2)),
		FirstName:      "Accounts",
		LastName:       "Payable",
		Email:          email,
		Culture:        "en-US",
		Language:       "en",
		CompanyName:    c.companyName,
		DefaultAddress: long.CompanyProfile.Address,
		Links:          &links{Self: getLink("/customers/" + c.id + "/profiles/billing")},
		Attributes:     &attributes{Etag: strconv.FormatInt(int64(mix(bits+3)), 10), ObjectType: "CustomerBillingProfile"},
	}
	long.AllowDelegatedAccess = &delegated
	long.CustomDomains = []string{c.domain}
	return long
}

// customersQuery is the query of a list of customers.
type customersQuery struct {
	size   int // 0: not said
	filter string
	next   bool
}

// parseCustomersQuery reads the query. What follows the first page is asked for
// with seekOperation=Next and the token, and then with nothing else: the official
// SDKs send neither size nor filter there, and what the service would make of
// them is not documented.
func parseCustomersQuery(raw string, withToken bool) (customersQuery, *refusal) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return customersQuery{}, badRequest("The query is not escaped properly.")
	}
	said := map[string]string{}
	for name, all := range values {
		known := strings.ToLower(name) // the service reads names without regard to case
		switch known {
		case "size", "filter", "seekoperation":
			if _, twice := said[known]; twice || len(all) > 1 {
				return customersQuery{}, badRequest("The query has %s more than once.", known)
			}
			said[known] = all[0]
		}
	}
	query := customersQuery{}
	seek, seeks := said["seekoperation"]
	size, sized := said["size"]
	filter, filtered := said["filter"]
	switch {
	case withToken && !seeks:
		return query, badRequest("The header %s goes together with seekOperation=Next in the query.", headerToken)
	case seeks && seek != "Next":
		return query, badRequest("seekOperation can only be Next in this simulation.")
	case seeks && !withToken:
		return query, badRequest("seekOperation=Next goes together with the header %s.", headerToken)
	case seeks && (sized || filtered):
		return query, badRequest("A continuation token already stands for size and filter; leave both out of the query.")
	}
	query.next = seeks
	if sized {
		query.size, err = strconv.Atoi(size)
		// 0 is what the official .NET SDK sends for "no preference".
		if err != nil || query.size < 0 || query.size > largestCustomers {
			return query, badRequest("size is %s; it can be 1 to %d, or 0 for no preference.", quoteShort(size), largestCustomers)
		}
	}
	if filtered {
		if filter == "" {
			return query, badRequest("The filter is empty; leave it out to list all customers.")
		}
		query.filter = filter
	}
	return query, nil
}

// quoteShort quotes what a request said, cut to a length that fits a sentence.
func quoteShort(said string) string {
	const most = 40
	return fmt.Sprintf("%.*q", most, said)
}
