package resolvers

import (
	"context"
	"strings"
	"unicode/utf8"

	"pcgraph/graph/access"
	"pcgraph/graph/gqlerr"
	"pcgraph/graph/loaders"
	"pcgraph/graph/model"
	"pcgraph/graph/relay"
	"pcgraph/pcclient"
)

const (
	// customerPageSize is what is asked for at once, whatever `first` is: equal
	// windows then share pages, and a cursor's page stays the same.
	customerPageSize = 100
	// maxNamePrefix bounds `nameStartsWith`, in characters.
	maxNamePrefix = 256
)

func (r *Resolver) customer(ctx context.Context, id string) (*model.Customer, error) {
	customerID, err := relay.ParseCustomerID(id)
	if err != nil {
		return nil, gqlerr.BadUserInput("`id` is not a customer ID. It is the GUID of the customer's tenant, such as `47021739-3426-40bf-9601-61b4b6d7c793`; `customers` lists them.")
	}
	if err := mayReach(ctx, customerID); err != nil {
		return nil, err
	}
	return &model.Customer{CustomerID: customerID}, nil
}

func (r *Resolver) customers(ctx context.Context, first *int32, after, nameStartsWith *string) (*model.CustomerConnection, error) {
	if err := may(ctx, access.CustomersRead); err != nil {
		return nil, err
	}
	query := pcclient.CustomersQuery{Size: customerPageSize}
	if nameStartsWith != nil {
		query.NameStartsWith = *nameStartsWith
	}
	if n := utf8.RuneCountInString(query.NameStartsWith); n > maxNamePrefix {
		return nil, gqlerr.BadUserInput("`nameStartsWith` has %d characters; it can have %d. Give only the beginning of the name.", n, maxNamePrefix)
	}
	if grant := access.From(ctx); !grant.AllCustomers() {
		return r.grantedCustomers(ctx, grant, first, after, query.NameStartsWith)
	}
	window, err := r.Cursors.List("customers", strings.ToLower(query.NameStartsWith)).Window(first, after)
	if err != nil {
		return nil, err
	}
	l, err := loaders.From(ctx)
	if err != nil {
		return nil, err
	}
	var slice relay.Slice[pcclient.Customer]
	if window.Empty() && !asked(ctx, "pageInfo.hasNextPage", "totalCount") {
		slice = relay.Slice[pcclient.Customer]{HasPrevious: window.Continued, Total: -1}
	} else {
		fetch := func(ctx context.Context, token string) (relay.Page[pcclient.Customer], error) {
			page, err := l.CustomerPage.Load(ctx, loaders.CustomerPageKey{Query: query, From: pcclient.Continuation(token)})
			if err == nil {
				err = checkCustomerIDs(page.Items)
			}
			return relayPage(token, page, err)
		}
		slice, err = relay.Collect(ctx, window, customerID, fetch)
		if err != nil {
			return nil, err
		}
	}
	return model.NewConnection(relay.Convert(slice, convertCustomers), total(slice.Total, nil)), nil
}

// profile reads what Partner Center says of a customer, if it has not been read
// and the caller may know it.
func profile(ctx context.Context, customer *model.Customer) (*model.CustomerProfile, error) {
	if err := may(ctx, access.CustomersRead); err != nil {
		return nil, err
	}
	if customer.Profile != nil {
		return customer.Profile, nil
	}
	l, err := loaders.From(ctx)
	if err != nil {
		return nil, err
	}
	c, err := l.Customer.Load(ctx, customer.CustomerID)
	if err != nil {
		return nil, err
	}
	return convertProfile(c), nil
}

// checkCustomerIDs refuses a page with an ID that is no GUID. The addresses of
// the customer's batches are made of it, and would be wrong.
func checkCustomerIDs(customers []pcclient.Customer) error {
	for i := range customers {
		if _, err := relay.ParseCustomerID(customers[i].ID); err != nil {
			return &pcclient.Error{Kind: pcclient.KindBadResponse, Err: err}
		}
	}
	return nil
}
