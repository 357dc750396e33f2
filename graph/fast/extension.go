package fast

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// An Extension is put into gqlgen's executor. It steps aside by itself, for the
// whole operation, where a field interceptor is installed: those below a root
// would not be called.
type Extension struct {
	tables  []Table
	roots   map[reflect.Type]Table
	bare    uintptr // what stands for "no field interceptor" in an operation
	buffers sync.Pool

	fast, left atomic.Uint64
}

var _ graphql.OperationContextMutator = (*Extension)(nil)

// New returns the extension that writes by tables. The roots are the object
// types at which it begins; what else there is in the tables is reached from
// them. It fails when a root has no table, or has its Go type in common with
// another: an object is known by that alone.
func New(tables []Table, roots ...string) (*Extension, error) {
	e := &Extension{tables: tables, roots: map[reflect.Type]Table{}}
	var faults []error
	for _, name := range roots {
		found := false
		for _, t := range tables {
			if t.typeName() != name {
				continue
			}
			found = true
			if other := e.roots[t.goType()]; other != nil {
				faults = append(faults, fmt.Errorf("%s and %s are both %v", other.typeName(), name, t.goType()))
			}
			e.roots[t.goType()] = t
		}
		if !found {
			faults = append(faults, fmt.Errorf("%s has no table", name))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("fast: %w", err)
	}
	return e, nil
}

// ExtensionName names it in gqlgen's messages.
func (e *Extension) ExtensionName() string { return "Fast" }

// Validate refuses tables that were made for another schema. It also learns what
// an operation without field interceptors looks like in this version of gqlgen,
// which has no word for it.
func (e *Extension) Validate(schema graphql.ExecutableSchema) error {
	var faults []error
	for _, t := range e.tables {
		faults = append(faults, t.check(schema.Schema()))
	}
	if err := errors.Join(faults...); err != nil {
		return fmt.Errorf("fast: the tables do not fit the schema; generate them again: %w", err)
	}
	ctx := graphql.StartOperationTrace(context.Background())
	op, errs := executor.New(schema).CreateOperationContext(ctx, &graphql.RawParams{Query: "{__typename}"})
	if len(errs) > 0 {
		return fmt.Errorf("fast: %w", errs)
	}
	e.bare = reflect.ValueOf(op.ResolverMiddleware).Pointer()
	return nil
}

// MutateOperationContext steps into an operation that nobody else watches.
func (e *Extension) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if reflect.ValueOf(op.ResolverMiddleware).Pointer() == e.bare {
		op.ResolverMiddleware = (&operation{Extension: e, context: op}).field
	}
	return nil
}

// Counts returns how many roots were written by tables, and how many were left
// to gqlgen although an extension was there for them. The second growing faster
// than the first means that the queries ask for something the tables lack.
func (e *Extension) Counts() (fast, left uint64) { return e.fast.Load(), e.left.Load() }

// A Table is an *[Object] of any Go type.
type Table interface {
	typeName() string
	goType() reflect.Type
	// answers says whether a field of this type, an object's or an abstract
	// one, can mean the table's object.
	answers(typeName string) bool
	// writer returns what writes a pointer to the Go type, nil for nobody here.
	writer(Selection) Writer[any]
	check(*ast.Schema) error
}
