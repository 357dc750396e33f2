package pagecache

import (
	"strings"

	"pcgraph/pcclient"
)

// A list is what a page is a part of. It holds all that decides the answer but
// the place in the list, field by field: joined into one text, a batch's name
// could be chosen so that it reads like another customer's.
type list struct {
	credential, scope string
	kind              kind
	customer, batch   string
	query             pcclient.CustomersQuery
}

// A key is one page, or one customer.
type key struct {
	list
	from pcclient.Continuation
}

// clone is the key with texts of its own. Those of the caller may be parts of a
// request's body, which a stored key would keep in memory.
func (k key) clone() key {
	k.scope = strings.Clone(k.scope)
	k.customer, k.batch = strings.Clone(k.customer), strings.Clone(k.batch)
	k.query.NameStartsWith = strings.Clone(k.query.NameStartsWith)
	k.from = pcclient.Continuation(strings.Clone(string(k.from)))
	return k
}

// bytes is how much memory the key's own texts take.
func (k key) bytes() int {
	return len(k.scope) + len(k.customer) + len(k.batch) + len(k.query.NameStartsWith) + len(k.from)
}

// lowered is a customer's ID in lower case: it is a GUID, whose case means
// nothing. Other letters than those of ASCII are left alone. No GUID has them, and
// strings.ToLower would make two IDs that Partner Center tells apart the same, such
// as those that are not UTF-8.
func lowered(id string) string {
	isUpper := func(r rune) bool { return 'A' <= r && r <= 'Z' }
	if !strings.ContainsFunc(id, isUpper) {
		return id
	}
	letters := []byte(id)
	for i, letter := range letters {
		if isUpper(rune(letter)) {
			letters[i] += 'a' - 'A'
		}
	}
	return string(letters)
}
