package httpd

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Outcome is what became of a request to /graphql.
type Outcome string

const (
	// OutcomeOK is an operation that was executed without an error.
	OutcomeOK Outcome = "ok"
	// OutcomePartial is an operation that met errors, and whose data has something in it that is not null.
	OutcomePartial Outcome = "partial"
	// OutcomeFailed is an operation that met errors and whose data has nothing but null in it, one whose client left
	// before it was answered, and a request at which the server itself failed.
	OutcomeFailed Outcome = "failed"
	// OutcomeRefused is a request that was answered without executing anything.
	OutcomeRefused Outcome = "refused"
)

// Operation is what is known of a request to /graphql once it is answered.
type Operation struct {
	// Type is query, mutation or subscription. Type and Name are empty where the document is not valid.
	Type string
	// Name is the operation's in the document. The client chooses it, so it may be anything that is a GraphQL name.
	Name string
	// Complexity is the operation's cost by the schema, 0 where it was not measured.
	Complexity int
	// Outcome is what became of it.
	Outcome Outcome
	// Codes has the extensions.code of each error.
	Codes []string
}

// watch tells Options.Watch of every request to /graphql but those that only ask what may be sent there. It stands
// outside the access log, which answers for a panic.
func watch(begin func(context.Context, http.Header) (context.Context, func(Operation)), next http.Handler) http.Handler {
	if begin == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/graphql" || r.Method == http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		ctx, record := withOperationRecord(r.Context())
		ctx, end := begin(ctx, r.Header)
		defer func() { end(record.operation()) }()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func (o *operationRecord) operation() Operation {
	op := Operation{Type: o.kind, Name: o.name, Complexity: o.complexity, Outcome: o.outcome, Codes: o.codes}
	if op.Outcome == "" {
		op.Outcome = OutcomeRefused
	}
	return op
}

// answered keeps what an executed operation is answered.
func (o *operationRecord) answered(resp *graphql.Response) {
	o.fail(resp.Errors)
	switch {
	case len(resp.Errors) == 0:
		o.outcome = OutcomeOK
	case hasValue(resp.Data):
		o.outcome = OutcomePartial
	default:
		o.outcome = OutcomeFailed
	}
}

// fail keeps the errors that a request is answered with.
func (o *operationRecord) fail(errs gqlerror.List) {
	o.codes = nil
	for _, err := range errs {
		code, _ := err.Extensions["code"].(string)
		o.codes = append(o.codes, code)
	}
}

// hasValue reports whether there is anything but null in data. Whatever crosses the network may be null, so that
// data of which nothing came is seldom null itself. What is no JSON stands for a part that was left out, see Splice,
// and so for a value.
func hasValue(data []byte) bool {
	return len(data) > 0 && nextHasValue(json.NewDecoder(bytes.NewReader(data)))
}

// nextHasValue reads the next value, as far as the first thing in it that is not null. An empty list is an answer,
// too.
func nextHasValue(dec *json.Decoder) bool {
	token, err := dec.Token()
	start, isNested := token.(json.Delim)
	if err != nil || !isNested {
		return err != nil || token != nil
	}
	if start == '[' && !dec.More() {
		return true
	}
	for dec.More() {
		if start == '{' {
			_, _ = dec.Token() // the field's name; what is wrong with it shows again below
		}
		if nextHasValue(dec) {
			return true
		}
	}
	_, _ = dec.Token() // the end
	return false
}
