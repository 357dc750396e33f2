package resolvers

import (
	"context"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pcgraph/graph/access"
	"pcgraph/graph/model"
	"pcgraph/graph/relay"
)

// CertainCalls is an extension of gqlgen's executor that refuses an operation
// before its first upstream call when its own document makes certain that it
// needs more of them than it may cause: because it names so many objects, each of
// which is a call unless it was kept. What depends on how long lists turn out to
// be is left to the budget, which cuts the operation off and keeps what was
// fetched by then.
type CertainCalls struct {
	// Max is how many calls an operation may cause; 0 is no limit.
	Max int
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = CertainCalls{}

// ExtensionName is the name under which gqlgen knows the extension.
func (CertainCalls) ExtensionName() string { return "CertainCalls" }

// Validate accepts every schema.
func (CertainCalls) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses the operation or leaves it alone.
func (c CertainCalls) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	n := certainCalls(op, access.From(ctx))
	if c.Max == 0 || n <= c.Max {
		return nil
	}
	return &gqlerror.Error{
		Message:    fmt.Sprintf("The operation names objects that take %d upstream calls; one operation may cause %d. Ask for fewer at a time.", n, c.Max),
		Extensions: map[string]any{"code": model.ErrorCodeUpstreamBudgetExceeded.String()},
	}
}

func certainCalls(op *graphql.OperationContext, grant access.Grant) int {
	n := callCount{op: op, grant: grant, calls: map[string]bool{}}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query"}) {
		n.root(field)
	}
	return len(n.calls)
}

// A callCount collects the calls that an operation cannot do without. Equal ones
// count once, and what the caller may not reach costs none.
type callCount struct {
	op    *graphql.OperationContext
	grant access.Grant
	calls map[string]bool
}

func (n callCount) root(field graphql.CollectedField) {
	args := field.ArgumentMap(n.op.Variables)
	switch field.Name {
	case "customer", "node":
		n.global(field, args["id"])
	case "nodes":
		ids, _ := args["ids"].([]any)
		if len(ids) > maxNodes {
			return // they are refused all together
		}
		for _, id := range ids {
			n.global(field, id)
		}
	case "_entities":
		representations, _ := args["representations"].([]any)
		if len(representations) > maxRepresentations {
			return // they are refused all together
		}
		for _, representation := range representations {
			if id, err := parseRepresentation(representation); err == nil {
				n.object(field, id)
			}
		}
	}
}

// global counts what is asked of the object with a global ID.
func (n callCount) global(field graphql.CollectedField, global any) {
	text, _ := global.(string)
	if id, err := relay.ParseID(text); err == nil {
		n.object(field, id)
	}
}

func (n callCount) object(field graphql.CollectedField, id relay.ID) {
	if !n.grant.Sees(id.Customer) {
		return
	}
	switch {
	case id.Batch == "":
		n.customer(field, id)
	case id.Device == "":
		n.batch(field, id)
	default:
		for _, f := range n.below(field, "Device") {
			if slices.Contains(readFields, f.Name) || n.grant.May(access.DevicesSecrets) && slices.Contains(secretFields, f.Name) {
				n.add(access.DevicesRead, "devices", id.Customer, id.Batch, "")
			}
		}
	}
}

func (n callCount) customer(field graphql.CollectedField, id relay.ID) {
	for _, f := range n.below(field, "Customer") {
		switch f.Name {
		case "companyName", "domain", "relationshipToPartner":
			n.add(access.CustomersRead, "customer", id.Customer)
		case "deviceBatches":
			n.add(access.DevicesRead, "batches", id.Customer)
		case "deviceBatch":
			batch, _ := f.ArgumentMap(n.op.Variables)["batchId"].(string)
			if relay.CheckName(batch) == nil {
				n.batch(f, relay.ID{Customer: id.Customer, Batch: batch})
			}
		}
	}
}

func (n callCount) batch(field graphql.CollectedField, id relay.ID) {
	for _, f := range n.below(field, "DeviceBatch") {
		switch {
		case slices.Contains(summaryFields, f.Name):
			n.add(access.DevicesRead, "batches", id.Customer)
		case f.Name == "devices":
			args := f.ArgumentMap(n.op.Variables)
			if fmt.Sprint(args["first"]) == "0" { // a literal and a variable differ in type
				continue // may cost nothing
			}
			after, _ := args["after"].(string)
			n.add(access.DevicesRead, "devices", id.Customer, id.Batch, after)
		}
	}
}

func (n callCount) below(field graphql.CollectedField, object string) []graphql.CollectedField {
	return graphql.CollectFields(n.op, ast.SelectionSet(field.Selections), []string{object, "Node", "_Entity"})
}

func (n callCount) add(scope access.Scope, call ...string) {
	if n.grant.May(scope) {
		n.calls[fmt.Sprintf("%q", call)] = true
	}
}
