package httpd

import (
	"context"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// operationLimits refuses an operation that asks for too much. It runs behind validation, so the token limit
// has to come first: it is what bounds parsing and validating.
type operationLimits struct {
	schema        graphql.ExecutableSchema
	limits        Limits
	introspection bool
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = (*operationLimits)(nil)

// ExtensionName is the name under which gqlgen knows the limits.
func (*operationLimits) ExtensionName() string { return "OperationLimits" }

// Validate accepts every schema.
func (*operationLimits) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext measures the operation, and opens introspection, which gqlgen keeps shut by default.
func (l *operationLimits) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	m := meter{
		schema:        l.schema,
		types:         l.schema.Schema(),
		variables:     op.Variables,
		introspection: l.introspection,
		complexity:    l.limits.Complexity >= 0,
		fragments:     map[*ast.FragmentDefinition]cost{},
	}
	total := m.selectionSet(ctx, op.Operation.SelectionSet)
	total.directives = addCost(total.directives, len(op.Operation.Directives))
	for _, v := range op.Operation.VariableDefinitions {
		total.directives = addCost(total.directives, len(v.Directives))
	}
	if m.fault != nil {
		return m.fault
	}
	operationRecordFrom(ctx).complexity = total.complexity
	op.DisableIntrospection = !l.introspection
	return l.check(total)
}

func (l *operationLimits) check(total cost) *gqlerror.Error {
	for _, c := range []struct {
		value, limit int
		has, advice  string
	}{
		{total.depth, l.limits.Depth, "depth", "Ask for the deeper part in an operation of its own, from an object's `id`."},
		{total.fields, l.limits.RootFields, "number of root fields", "Split it into several operations."},
		{total.aliases, l.limits.Aliases, "number of aliases", "Split it into several operations."},
		{total.directives, l.limits.Directives, "number of directives", "Use fewer directives, or several operations."},
		{total.complexity, l.limits.Complexity, "cost", "Ask for fewer items of its lists, or for less of each, at a time."},
	} {
		if c.limit < 0 || c.value <= c.limit {
			continue
		}
		value := strconv.Itoa(c.value)
		if c.value >= costCeiling {
			value = "more than " + strconv.Itoa(costCeiling-1)
		}
		err := gqlerror.Errorf("The operation's %s is %s; the most is %d. %s", c.has, value, c.limit, c.advice)
		err.Extensions = map[string]any{"code": codeTooComplex}
		return err
	}
	return nil
}
