package httpd

import (
	"context"
	"math"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// costCeiling is where every figure of a cost stays. It leaves room for a complexity function to multiply what
// it is given without overflowing, which would make a huge operation look cheap.
const costCeiling = math.MaxInt32

// cost is what a selection set asks for, with each fragment counted wherever it is spread.
type cost struct {
	depth      int // fields inside one another
	fields     int // fields at the top
	aliases    int
	directives int
	complexity int
}

func (c cost) beside(other cost) cost {
	return cost{
		depth:      max(c.depth, other.depth),
		fields:     addCost(c.fields, other.fields),
		aliases:    addCost(c.aliases, other.aliases),
		directives: addCost(c.directives, other.directives),
		complexity: addCost(c.complexity, other.complexity),
	}
}

func addCost(a, b int) int {
	return min(a+b, costCeiling)
}

// meter measures one operation. The cost of a selection set does not depend on where it stands, so each
// fragment is measured once: fragments that spread each other twice over forty levels are a million million
// fields, and forty steps here.
type meter struct {
	schema        graphql.ExecutableSchema
	types         *ast.Schema
	variables     map[string]any
	introspection bool
	complexity    bool // whether complexity is asked for
	fragments     map[*ast.FragmentDefinition]cost

	// fault is the first thing in the operation that this server does not do at all.
	fault *gqlerror.Error
}

func (m *meter) selectionSet(ctx context.Context, set ast.SelectionSet) cost {
	var total cost
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			total = total.beside(m.field(ctx, s))
		case *ast.InlineFragment:
			m.refuseDefer(s.Directives)
			total = total.beside(m.selectionSet(ctx, s.SelectionSet))
			total.directives = addCost(total.directives, len(s.Directives))
		case *ast.FragmentSpread:
			m.refuseDefer(s.Directives)
			total = total.beside(m.fragment(ctx, s.Definition))
			total.directives = addCost(total.directives, len(s.Directives))
		}
	}
	return total
}

func (m *meter) fragment(ctx context.Context, def *ast.FragmentDefinition) cost {
	if known, ok := m.fragments[def]; ok {
		return known
	}
	// Validation refuses cycles. If it ever lets one through, it ends here and not with the stack.
	m.fragments[def] = cost{}
	c := m.selectionSet(ctx, def.SelectionSet)
	c.directives = addCost(c.directives, len(def.Directives))
	m.fragments[def] = c
	return c
}

func (m *meter) field(ctx context.Context, f *ast.Field) cost {
	c := m.selectionSet(ctx, f.SelectionSet)
	switch f.Name {
	case "__schema", "__type":
		if !m.introspection {
			m.refuse(f.Position, "Introspection is off, so %s cannot be asked for. "+
				"The schema is to be had from whoever runs this server.", f.Name)
		}
		c.depth, c.complexity = 0, 0
	default:
		if m.complexity {
			c.complexity = m.fieldComplexity(ctx, f, c.complexity)
		}
	}
	c.depth++
	c.fields = 1
	c.directives = addCost(c.directives, len(f.Directives))
	if f.Alias != f.Name {
		c.aliases = addCost(c.aliases, 1)
	}
	return c
}

// fieldComplexity asks the schema. A field of an interface costs what the dearest of its types asks.
func (m *meter) fieldComplexity(ctx context.Context, f *ast.Field, children int) int {
	for _, arg := range f.Arguments {
		// A number that no Go number can hold passes validation where a custom scalar is expected, and
		// ArgumentMap, here and when the field is executed, panics on it.
		if _, err := arg.Value.Value(m.variables); err != nil {
			m.refuse(arg.Position, "The argument %q of %q cannot be read. A number must fit 64 bits; "+
				"send a longer one as a string.", arg.Name, f.Name)
			return 0
		}
	}
	owners := []*ast.Definition{f.ObjectDefinition}
	if f.ObjectDefinition.Kind == ast.Interface {
		owners = m.types.GetPossibleTypes(f.ObjectDefinition)
	}
	args := f.ArgumentMap(m.variables)
	dearest := 0
	for _, owner := range owners {
		complexity, ok := m.schema.Complexity(ctx, owner.Name, f.Name, children, args)
		switch {
		case !ok:
			complexity = children
			if !m.types.Types[f.Definition.Type.Name()].IsLeafType() {
				complexity++
			}
		case complexity < 0: // it can only have overflowed
			complexity = costCeiling
		}
		dearest = max(dearest, complexity)
	}
	return min(dearest, costCeiling)
}

// refuseDefer refuses what gqlgen would answer in several parts. This transport sends one, and the others
// would wait for ever for somebody to send them.
func (m *meter) refuseDefer(directives ast.DirectiveList) {
	if d := directives.ForName("defer"); d != nil {
		m.refuse(d.Position, "@defer is not supported: this server answers in one piece. "+
			"Leave it out, or ask for the slow part in an operation of its own.")
	}
}

func (m *meter) refuse(at *ast.Position, format string, args ...any) {
	if m.fault != nil {
		return
	}
	m.fault = gqlerror.ErrorPosf(at, format, args...)
	m.fault.Extensions = map[string]any{"code": codeValidationFailed}
}
