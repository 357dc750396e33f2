package callers

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"pcgraph/graph/access"
)

// DefaultGrantsClaim is the claim that lists a caller's customers.
const DefaultGrantsClaim = "pcgraph_customers"

// allCustomers stands for every customer in the claim.
const allCustomers = "*"

var (
	errNoGrants  = errors.New("the token does not have the claim")
	errBadGrants = errors.New("the claim must be a GUID, a list of GUIDs, or *")
)

// claims are what a token says, not decoded yet.
type claims map[string]json.RawMessage

// grant reads what the caller may see. An error says why that is no customer at all; the grant holds all the same.
func (c claims) grant(subject, grantsClaim string) (access.Grant, error) {
	scopes := c.scopes()
	none, _ := access.For(subject, nil, scopes...)
	said, given := c[grantsClaim]
	if !given {
		return none, errNoGrants
	}
	customers, ok := texts(said)
	if !ok {
		return none, errBadGrants
	}
	if slices.Contains(customers, allCustomers) {
		// Whoever wrote a customer beside the star did not mean all.
		if len(customers) > 1 {
			return none, errBadGrants
		}
		return access.ForAll(subject, scopes...), nil
	}
	grant, err := access.For(subject, customers, scopes...)
	if err != nil {
		return none, errBadGrants
	}
	return grant, nil
}

// scopes reads the claims in which issuers put scopes: RFC 9068's, Entra ID's for people, Entra ID's for programs.
func (c claims) scopes() []access.Scope {
	var scopes []access.Scope
	for _, claim := range []string{"scope", "scp", "roles"} {
		said, _ := texts(c[claim])
		for _, text := range said {
			for word := range strings.FieldsSeq(text) {
				scopes = append(scopes, access.Scope(word))
			}
		}
	}
	return scopes
}

// texts reads a string, or a list of strings and of nothing else.
func texts(said json.RawMessage) ([]string, bool) {
	var one *string
	if json.Unmarshal(said, &one) == nil && one != nil {
		return []string{*one}, true
	}
	var list []*string
	if json.Unmarshal(said, &list) != nil || list == nil || slices.Contains(list, nil) {
		return nil, false
	}
	several := make([]string, len(list))
	for i, text := range list {
		several[i] = *text
	}
	return several, true
}
