package access

import "slices"

// A Scope is one kind of reading that a caller may be granted. Scopes do not contain one another: who may see the
// secrets of devices needs the scope for devices as well.
type Scope string

// The scopes there are. The list is closed: a scope that is not on it grants nothing.
const (
	// CustomersRead opens the list of customers and what Partner Center says of each: name, domain, relationship.
	CustomersRead Scope = "customers:read"
	// DevicesRead opens batches and devices.
	DevicesRead Scope = "devices:read"
	// DevicesSecrets opens what can claim a machine: product keys and hardware hashes.
	DevicesSecrets Scope = "devices:secrets"
)

// Scopes returns every scope, sorted.
func Scopes() []Scope { return []Scope{CustomersRead, DevicesRead, DevicesSecrets} }

// known returns those of the scopes that are on the list, sorted, each once.
func known(scopes []Scope) []Scope {
	return slices.DeleteFunc(Scopes(), func(s Scope) bool { return !slices.Contains(scopes, s) })
}
