package httpd

import (
	"errors"
	"fmt"
)

// Limits bound what one request may ask for, before anything is executed. Zero is the default. Negative
// switches a limit off where its comment says so.
type Limits struct {
	// BodyBytes is the largest body that is read. Default 1 MiB; cannot be off.
	BodyBytes int64

	// QueryTokens is how many tokens (names, values, punctuation, comments) a document may have. Default
	// 1000; cannot be off, because the time that validation takes grows with its square.
	QueryTokens int

	// Depth is how many fields may stand inside one another. What lies below __schema and __type does not
	// count: tools ask deep there, and validation has a bound of its own. Default 15, negative off.
	Depth int

	// Aliases, RootFields and Directives are how many of these one operation may use, with every fragment
	// counted wherever it is spread. Defaults 50, 20 and 50, negative off.
	Aliases, RootFields, Directives int

	// Complexity is what an operation may cost by the schema's complexity functions. Default 100000,
	// negative off.
	Complexity int

	// Errors is how many errors of a refused document are listed; one more then says how many are not. A
	// short document can have an error for each of its tokens. Default 20, negative off.
	Errors int

	// QueryCacheEntries is how many valid documents are kept parsed. Default 1000, negative off.
	QueryCacheEntries int
}

func (l Limits) withDefaults() (Limits, error) {
	var faults []error
	if l.BodyBytes < 0 {
		faults = append(faults, fmt.Errorf("Limits.BodyBytes is %d; it cannot be switched off", l.BodyBytes))
	}
	if l.QueryTokens < 0 {
		faults = append(faults, fmt.Errorf("Limits.QueryTokens is %d; it cannot be switched off", l.QueryTokens))
	}
	if l.BodyBytes == 0 {
		l.BodyBytes = 1 << 20
	}
	for _, limit := range []struct {
		value    *int
		fallback int
	}{
		{&l.QueryTokens, 1000},
		{&l.Depth, 15},
		{&l.Aliases, 50},
		{&l.RootFields, 20},
		{&l.Directives, 50},
		{&l.Complexity, 100_000},
		{&l.Errors, 20},
		{&l.QueryCacheEntries, 1000},
	} {
		if *limit.value == 0 {
			*limit.value = limit.fallback
		}
	}
	return l, errors.Join(faults...)
}
