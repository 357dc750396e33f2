package fast

import (
	"context"
	"reflect"
	"slices"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// An operation is one in which nobody else watches fields.
type operation struct {
	*Extension
	context *graphql.OperationContext

	mu    sync.Mutex
	plans map[planKey]Writer[any] // nil for what must be left
}

// A planKey tells selections of one operation apart. gqlgen collects a field's
// selections once for all siblings, so theirs are the same slice.
type planKey struct {
	root  Table
	first *ast.Selection
	len   int
}

// field is called around every resolver. It may answer with a marshaler where
// gqlgen expects a value.
func (o *operation) field(ctx context.Context, next graphql.Resolver) (any, error) {
	value, err := next(ctx)
	if err != nil || value == nil {
		return value, err
	}
	root := o.roots[reflect.TypeOf(value)]
	if root == nil {
		return value, nil
	}
	b := takeBuffer(&o.buffers)
	if !o.write(b, root, graphql.GetFieldContext(ctx).Field, value) {
		b.release()
		o.left.Add(1)
		return value, nil
	}
	o.fast.Add(1)
	return hand(ctx, b), nil
}

// write writes the value into b. It is false when gqlgen must do it. A panic is
// gqlgen's to report: it will meet it again.
func (o *operation) write(b *buffer, root Table, field graphql.CollectedField, value any) (ok bool) {
	defer func() { _ = recover() }() // and ok is false
	if len(field.Selections) == 0 || !root.answers(field.Definition.Type.Name()) {
		return false
	}
	write := o.plan(root, field.Selections)
	if write == nil {
		return false
	}
	// What could not be written may have made b grow, too.
	b.text, ok = write(b.text, value)
	return ok
}

// plan returns what writes selections of root's object, nil for nobody here.
func (o *operation) plan(root Table, selections ast.SelectionSet) Writer[any] {
	key := planKey{root, &selections[0], len(selections)}
	o.mu.Lock()
	defer o.mu.Unlock()
	write, ok := o.plans[key]
	if !ok {
		if o.plans == nil {
			o.plans = map[planKey]Writer[any]{}
		}
		o.plans[key] = nil // in case of a panic
		write = root.writer(Selection{op: o.context, fields: selections})
		o.plans[key] = write
	}
	return write
}

// hand hands a written buffer to gqlgen.
func hand(ctx context.Context, b *buffer) graphql.Marshaler {
	if s, ok := ctx.Value(spliceKey{}).(*Splice); ok && len(b.text) >= spliceFrom {
		if m, ok := s.keep(b); ok {
			return m
		}
	}
	defer b.release()
	return written(slices.Clone(b.text))
}
