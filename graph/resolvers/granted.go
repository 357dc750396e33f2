package resolvers

import (
	"context"
	"errors"
	"slices"
	"strings"

	"pcgraph/graph/access"
	"pcgraph/graph/loaders"
	"pcgraph/graph/model"
	"pcgraph/graph/relay"
	"pcgraph/pcclient"
)

// grantedCustomers is the list of customers for a caller whose grant names them:
// exactly these, by their IDs. The partner's own list is not asked, because what
// that costs would tell how many others there are.
func (r *Resolver) grantedCustomers(ctx context.Context, grant access.Grant, first *int32, after *string, prefix string) (*model.CustomerConnection, error) {
	window, err := r.Cursors.List("granted customers", grant.Key(), strings.ToLower(prefix)).Window(first, after)
	if err != nil {
		return nil, err
	}
	if window.Empty() && !asked(ctx, "pageInfo.hasNextPage", "totalCount") {
		return model.NewConnection(relay.Slice[model.Customer]{HasPrevious: window.Continued}, nil), nil
	}
	ids := grant.Customers()
	customers := make([]model.Customer, len(ids))
	for i, id := range ids {
		customers[i].CustomerID = id
	}
	if prefix != "" {
		if customers, err = named(ctx, customers, prefix); err != nil {
			return nil, err
		}
	}
	slice, err := relay.Collect(ctx, window, func(c *model.Customer) string { return c.CustomerID }, pagesOf(customers))
	if err != nil {
		return nil, err
	}
	return model.NewConnection(slice, total(len(customers), nil)), nil
}

// pagesOf cuts customers, which are in the order of their IDs, into pages. A
// page's token is the ID it follows, so that a cursor holds its place also when
// customers in front of it come or go.
func pagesOf(customers []model.Customer) relay.Fetch[model.Customer] {
	return func(_ context.Context, token string) (relay.Page[model.Customer], error) {
		start, found := slices.BinarySearchFunc(customers, token, func(c model.Customer, id string) int {
			return strings.Compare(c.CustomerID, id)
		})
		if found {
			start++
		}
		end := min(start+customerPageSize, len(customers))
		page := relay.Page[model.Customer]{Items: customers[start:end]}
		if end < len(customers) {
			page.Next = customers[end-1].CustomerID
		}
		return page, nil
	}
}

// named reads the customers, all at once, and returns those whose company name
// begins with prefix. One that Partner Center does not have, or does not show to
// the partner, has no name; any other failure is the list's, which would else
// seem shorter than it is.
func named(ctx context.Context, customers []model.Customer, prefix string) ([]model.Customer, error) {
	l, err := loaders.From(ctx)
	if err != nil {
		return nil, err
	}
	answers := make([]func(context.Context) (*pcclient.Customer, error), len(customers))
	for i := range customers {
		answers[i] = l.Customer.Ask(customers[i].CustomerID)
	}
	l.Customer.Flush()

	prefix = strings.ToLower(prefix)
	var found []model.Customer
	for i, answer := range answers {
		c, err := answer(ctx)
		var call *pcclient.Error
		switch {
		case errors.As(err, &call) && (call.Kind == pcclient.KindNotFound || call.Kind == pcclient.KindForbidden):
		case err != nil:
			return nil, err
		case strings.HasPrefix(strings.ToLower(c.CompanyName), prefix):
			found = append(found, model.Customer{CustomerID: customers[i].CustomerID, Profile: convertProfile(c)})
		}
	}
	return found, nil
}
