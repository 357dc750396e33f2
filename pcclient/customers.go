package pcclient

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

const (
	routeCustomers route = "/v1/customers"
	routeCustomer  route = "/v1/customers/{customer-id}"
)

// CustomersService reads the partner's customers.
type CustomersService service

// Customer is a company that buys from the partner: one Entra tenant. A text that
// Partner Center does not send, or sends as null, is empty.
type Customer struct {
	// ID is the tenant's GUID.
	ID string
	// CommerceID is another GUID, for billing. Lists do not have it.
	CommerceID string
	// CompanyName is the company's name; some customers have none.
	CompanyName string
	// Domain is the tenant's initial domain, such as "contoso.onmicrosoft.com".
	Domain string
	// RelationshipToPartner is how the customer stands to the partner.
	RelationshipToPartner CustomerRelationship
}

func (c Customer) id() string { return c.ID }

// CustomerRelationship is how a customer stands to the partner, as Partner Center
// spells it. There may be values that are not listed here.
type CustomerRelationship string

const (
	// RelationshipUnknown is sent where Partner Center does not know either.
	RelationshipUnknown CustomerRelationship = "unknown"
	// RelationshipReseller is a customer that the partner resells to.
	RelationshipReseller CustomerRelationship = "reseller"
	// RelationshipAdvisor is a customer that the partner advises.
	RelationshipAdvisor CustomerRelationship = "advisor"
	// RelationshipSyndication is a syndication partner's customer.
	RelationshipSyndication CustomerRelationship = "syndication"
	// RelationshipMicrosoftSupport is a customer of Microsoft's own support.
	RelationshipMicrosoftSupport CustomerRelationship = "microsoft_support"
	// RelationshipNone is a customer without a relationship.
	RelationshipNone CustomerRelationship = "none"
)

// CustomersQuery narrows a list of customers. The zero value is all of them.
type CustomersQuery struct {
	// Size is how many customers a page may have. 0 leaves it to Partner Center,
	// which then sends up to 500.
	Size int
	// NameStartsWith keeps the customers whose company name begins so, in any case.
	// Empty keeps all.
	NameStartsWith string
}

// List reads one page of customers; from is the Next of the page before, or empty
// for the first. Only the first page is asked for with query: its continuation
// carries it on.
//
// Page "Get a list of customers", and for NameStartsWith "Get a list of customers
// filtered by a search field": GET /v1/customers
func (s *CustomersService) List(ctx context.Context, query CustomersQuery, from Continuation) (*Page[Customer], error) {
	first, err := query.values()
	if err != nil {
		return nil, err
	}
	return fetchPage[Customer, customerJSON](ctx, s.client, listCall{
		route:  routeCustomers,
		first:  first,
		seek:   url.Values{"seekOperation": {"Next"}},
		origin: from,
	})
}

// All walks all pages of List.
func (s *CustomersService) All(ctx context.Context, query CustomersQuery) iter.Seq2[Customer, error] {
	return items(Pages(ctx, func(ctx context.Context, from Continuation) (*Page[Customer], error) {
		return s.List(ctx, query, from)
	}))
}

// Get reads one customer. An unknown one is an error of KindNotFound, or of
// KindForbidden when the partner has no relationship with it.
//
// Page "Get a customer by ID": GET /v1/customers/{customer-id}
func (s *CustomersService) Get(ctx context.Context, customerID string) (*Customer, error) {
	c := call{route: routeCustomer, ids: []string{customerID}}
	return do(ctx, s.client, c, func(resp *http.Response) (*Customer, error) {
		var body customerJSON
		if err := decode(resp.Body, s.client.maxBodyBytes, &body); err != nil {
			return nil, err
		}
		if body.ID == "" {
			return nil, badResponse("a customer without an id")
		}
		customer := body.value()
		return &customer, nil
	})
}

func (q CustomersQuery) values() (url.Values, error) {
	values := url.Values{}
	if q.Size < 0 {
		return nil, invalidArgument(routeCustomers, "Size is negative")
	}
	if q.Size > 0 {
		values.Set("size", strconv.Itoa(q.Size))
	}
	if q.NameStartsWith != "" {
		filter := searchFilter{Field: "CompanyName", Value: q.NameStartsWith, Operator: "starts_with"}.String()
		if filter == "" {
			return nil, invalidArgument(routeCustomers, "NameStartsWith is not UTF-8")
		}
		values.Set("filter", filter)
	}
	return values, nil
}

// customerJSON is a customer as it is sent. One that was read by its id has much
// more to it; what the create call answers even has a password.
type customerJSON struct {
	ID             string `json:"id"`
	CommerceID     string `json:"commerceId"`
	CompanyProfile struct {
		CompanyName string `json:"companyName"`
		Domain      string `json:"domain"`
	} `json:"companyProfile"`
	RelationshipToPartner text `json:"relationshipToPartner"`
}

func (c customerJSON) value() Customer {
	return Customer{
		ID:                    c.ID,
		CommerceID:            c.CommerceID,
		CompanyName:           c.CompanyProfile.CompanyName,
		Domain:                c.CompanyProfile.Domain,
		RelationshipToPartner: CustomerRelationship(c.RelationshipToPartner),
	}
}
