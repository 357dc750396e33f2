package pcsim

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// filter is the one kind of filter that the list of customers knows: a field
// that starts with a value. The zero value passes everybody.
type filter struct {
	field  string
	prefix string // lower case
}

// longestFilter keeps a filter, and so a continuation token, well within a header.
const longestFilter = 4 << 10

// parseFilter reads the JSON of the query parameter; empty text is no filter.
// Names of members are read without regard to case, as the service does. What
// it answers to a wrong filter is invented.
func parseFilter(text string) (filter, *refusal) {
	if text == "" {
		return filter{}, nil
	}
	if len(text) > longestFilter {
		return filter{}, badRequest("The filter has %d bytes; at most %d will do.", len(text), longestFilter)
	}
	var said struct{ Field, Operator, Value *string }
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&said)
	if _, end := decoder.Token(); err != nil || end != io.EOF {
		return filter{}, badRequest(`The filter must be one JSON object such as {"Field":"CompanyName","Value":"cont","Operator":"starts_with"}, escaped for a query.`)
	}
	if said.Field == nil || said.Operator == nil || said.Value == nil {
		return filter{}, badRequest("The filter needs Field, Value and Operator, each a string.")
	}
	if *said.Operator != "starts_with" {
		return filter{}, badRequest("The filter's Operator is %s; the list of customers only knows starts_with.", quoteShort(*said.Operator))
	}
	switch *said.Field {
	case "CompanyName", "Domain":
		return filter{field: *said.Field, prefix: strings.ToLower(*said.Value)}, nil
	case "IndirectReseller", "IndirectCloudSolutionProvider":
		return filter{}, refuse(http.StatusBadRequest, CodeNotSupportedHere, "This simulation has no indirect resellers to filter by %s.", *said.Field)
	default:
		return filter{}, badRequest("The filter's Field is %s; CompanyName and Domain will do.", quoteShort(*said.Field))
	}
}

func (f filter) passes(c customer) bool {
	switch f.field {
	case "CompanyName":
		return strings.HasPrefix(strings.ToLower(c.companyName), f.prefix)
	case "Domain":
		return strings.HasPrefix(strings.ToLower(c.domain), f.prefix)
	default:
		return true
	}
}
