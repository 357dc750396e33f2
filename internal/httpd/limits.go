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

	// JSONValues is how many values (strings, numbers, lists, objects) the JSON of a request may have. Default
	// 10000; cannot be off, because a value takes far more memory than the byte or two it is written with.
	JSONValues int

	// QueryBytes and QueryTokens are how long a document may be, in bytes and in tokens (names, values,
	// punctuation, comments). Defaults 64 KiB and 1000; cannot be off.
	QueryBytes, QueryTokens int

	// Selections is how many fields, fragments, directives, arguments and values a document may have, with each
	// fragment counted wherever it is spread, and a long text as several. Default 5000; cannot be off: it bounds
	// the time that validation takes.
	Selections int

	// Depth is how many fields may stand inside one another, and how many lists and objects of a value. What lies
	// below __schema and __type does not count: tools ask deep there, and validation has a bound of its own, of
	// three lists inside one another. Default 15, negative off.
	Depth int

	// Aliases, RootFields and Directives are how many of these one operation may use, with every fragment
	// counted wherever it is spread. Defaults 50, 20 and 50, negative off.
	Aliases, RootFields, Directives int

	// Complexity is what an operation may cost by the schema's complexity functions. Default 100000,
	// negative off.
	Complexity int

	// Errors is how many errors of a refused document are looked for and listed. A short document can have
	// several for each of its tokens. Default 20; cannot be off.
	Errors int

	// DocumentBytes is how much memory valid documents may take that are kept: parsed, and ready to be asked for
	// by their hash. Default 16 MiB, negative keeps none.
	DocumentBytes int64
}

func (l Limits) withDefaults() (Limits, error) {
	var faults []error
	for _, limit := range []struct {
		name  string
		value int64
	}{
		{"Limits.BodyBytes", l.BodyBytes},
		{"Limits.JSONValues", int64(l.JSONValues)},
		{"Limits.QueryBytes", int64(l.QueryBytes)},
		{"Limits.QueryTokens", int64(l.QueryTokens)},
		{"Limits.Selections", int64(l.Selections)},
		{"Limits.Errors", int64(l.Errors)},
	} {
		if limit.value < 0 {
			faults = append(faults, fmt.Errorf("%s is %d; it cannot be switched off", limit.name, limit.value))
		}
	}
	if l.BodyBytes == 0 {
		l.BodyBytes = 1 << 20
	}
	if l.DocumentBytes == 0 {
		l.DocumentBytes = 16 << 20
	}
	for _, limit := range []struct {
		value    *int
		fallback int
	}{
		{&l.JSONValues, 10_000},
		{&l.QueryBytes, 64 << 10},
		{&l.QueryTokens, 1000},
		{&l.Selections, 5000},
		{&l.Depth, 15},
		{&l.Aliases, 50},
		{&l.RootFields, 20},
		{&l.Directives, 50},
		{&l.Complexity, 100_000},
		{&l.Errors, 20},
	} {
		if *limit.value == 0 {
			*limit.value = limit.fallback
		}
	}
	return l, errors.Join(faults...)
}
