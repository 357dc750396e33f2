package config

import (
	"regexp"
	"strings"
)

// Operations are names of GraphQL operations.
type Operations []string

// String is the form that is read.
func (o Operations) String() string { return strings.Join(o, ",") }

// maxOperations bounds how many time series the names make.
const maxOperations = 100

// operationName is a GraphQL name, and not so long that a label would be cut short somewhere.
var operationName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]{0,79}$`)

func parseOperations(text string) (Operations, bool) {
	var operations Operations
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if !operationName.MatchString(name) || len(operations) == maxOperations {
			return nil, false
		}
		operations = append(operations, name)
	}
	return operations, true
}
