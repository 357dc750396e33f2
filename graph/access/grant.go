package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Grant is what one caller may see: some customers, or all, and of these what its scopes open. The zero Grant
// opens nothing. A Grant does not change, and may be shared.
type Grant struct {
	subject      string
	allCustomers bool
	customers    []string // lower-case GUIDs, sorted, each once
	scopes       []Scope
	key          string
}

// Everything returns the grant of a service that does not tell its callers apart: all customers, every scope.
func Everything(subject string) Grant { return ForAll(subject, Scopes()...) }

// ForAll returns a grant for all customers of the partner, also those that come later. The subject is who holds it,
// for the log. Unknown scopes are left out.
func ForAll(subject string, scopes ...Scope) Grant {
	return newGrant(Grant{subject: subject, allCustomers: true, scopes: known(scopes)})
}

// For returns a grant for the customers with these IDs, which may be none. It fails if one is not a GUID, in upper
// or lower case. The subject is who holds it, for the log. Unknown scopes are left out.
func For(subject string, customers []string, scopes ...Scope) (Grant, error) {
	ids := make([]string, len(customers))
	for i, id := range customers {
		ids[i] = strings.ToLower(id)
		if !guid.MatchString(ids[i]) {
			return Grant{}, fmt.Errorf("access: the customer ID at place %d is not a GUID", i+1)
		}
	}
	slices.Sort(ids)
	return newGrant(Grant{subject: subject, customers: slices.Compact(ids), scopes: known(scopes)}), nil
}

var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func newGrant(g Grant) Grant {
	hash := sha256.New()
	fmt.Fprintln(hash, g.allCustomers, g.customers, g.scopes)
	g.key = base64.RawURLEncoding.EncodeToString(hash.Sum(nil))
	return g
}

// Subject says who holds the grant, for the log: what the issuer calls it. It decides nothing.
func (g Grant) Subject() string { return g.subject }

// AllCustomers reports whether the grant is for every customer of the partner.
func (g Grant) AllCustomers() bool { return g.allCustomers }

// Customers returns the IDs that the grant lists: lower-case GUIDs, sorted. There are none if it is for all.
func (g Grant) Customers() []string { return slices.Clone(g.customers) }

// Sees reports whether the grant covers the customer. The ID must be in lower case, as the graph has it.
func (g Grant) Sees(customerID string) bool {
	if g.allCustomers {
		return true
	}
	_, found := slices.BinarySearch(g.customers, customerID)
	return found
}

// May reports whether the grant has the scope.
func (g Grant) May(scope Scope) bool { return slices.Contains(g.scopes, scope) }

// Key tells grants apart by what they open: two that open the same have the same key, whoever holds them, and no
// others do. Whatever is kept or shared between callers belongs under it.
func (g Grant) Key() string {
	if g.key == "" {
		return newGrant(g).key
	}
	return g.key
}

type contextKey struct{}

// With returns a context whose caller holds the grant.
func With(ctx context.Context, g Grant) context.Context {
	return context.WithValue(ctx, contextKey{}, g)
}

// From returns what the context's caller holds. Where nobody said, that is nothing at all.
func From(ctx context.Context) Grant {
	g, _ := ctx.Value(contextKey{}).(Grant)
	return g
}
