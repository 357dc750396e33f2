package fast

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// An Object is the table of a GraphQL object type whose values are *T: the
// fields that can be had without a resolver. Tables are filled before the first
// operation and not changed after it.
type Object[T any] struct {
	is     []string // its own name, and those of its interfaces and unions
	fields map[string]field[T]
}

type field[T any] struct {
	null Nullability
	kind Kind[*T] // of the object, of which it writes the field
}

// Nullability is what the schema says of a place.
type Nullability bool

// Whether a place may be null.
const (
	Nullable Nullability = false
	NonNull  Nullability = true
)

// NewObject returns the empty table of an object type, and of the interfaces
// and unions that it belongs to.
func NewObject[T any](name string, implements ...string) *Object[T] {
	return &Object[T]{is: append([]string{name}, implements...), fields: map[string]field[T]{}}
}

// Add puts a field into the table: how its value is got, which must cost next to
// nothing and change nothing, and of which kind that is.
func Add[T, V any](o *Object[T], name string, null Nullability, get func(*T) V, kind Kind[V]) {
	o.fields[name] = field[T]{null, func(s Selection) Writer[*T] {
		write := kind(s)
		if write == nil {
			return nil
		}
		return func(dst []byte, v *T) ([]byte, bool) { return write(dst, get(v)) }
	}}
}

// AddText puts a text into the table which the object can append, as JSON would
// have it, without making a string of it.
func AddText[T any](o *Object[T], name string, null Nullability, appendTo func(v *T, dst []byte) []byte) {
	write := func(dst []byte, v *T) ([]byte, bool) {
		dst = append(dst, '"')
		start := len(dst)
		dst = appendTo(v, dst)
		return append(dst, '"'), isPlain(dst[start:])
	}
	o.fields[name] = field[T]{null, func(Selection) Writer[*T] { return write }}
}

// A step writes one field of an object.
type step[T any] struct {
	key   string // what stands in front of the value: `{"alias":` or `,"alias":`
	write Writer[*T]
}

// compile returns what writes the selected fields, nil if one of them is not
// this package's to write.
func (o *Object[T]) compile(s Selection) Writer[*T] {
	var steps []step[T]
	seen := map[string]bool{}
	open := "{"
	// gqlgen's own function knows fragments, @skip, @include and merged fields.
	for _, f := range graphql.CollectFields(s.op, s.fields, o.is) {
		if seen[f.Alias] || f.IsDeferred() || !plainDirectives(f.Directives) {
			return nil
		}
		seen[f.Alias] = true
		key := open + `"` + f.Alias + `":`
		open = ","
		if f.Name == "__typename" {
			steps = append(steps, step[T]{key + `"` + o.typeName() + `"`, nothing[*T]})
			continue
		}
		known, ok := o.fields[f.Name]
		if !ok {
			return nil
		}
		write := known.kind(Selection{s.op, f.Selections, known.null})
		if write == nil {
			return nil
		}
		steps = append(steps, step[T]{key, write})
	}
	if len(steps) == 0 {
		return func(dst []byte, _ *T) ([]byte, bool) { return append(dst, "{}"...), true }
	}
	return func(dst []byte, v *T) ([]byte, bool) {
		for i := range steps {
			var ok bool
			dst = append(dst, steps[i].key...)
			if dst, ok = steps[i].write(dst, v); !ok {
				return dst, false
			}
		}
		return append(dst, '}'), true
	}
}

func nothing[V any](dst []byte, _ V) ([]byte, bool) { return dst, true }

func plainDirectives(directives ast.DirectiveList) bool {
	return !slices.ContainsFunc(directives, func(d *ast.Directive) bool { return d.Name != "skip" && d.Name != "include" })
}

func (o *Object[T]) typeName() string { return o.is[0] }

func (o *Object[T]) goType() reflect.Type { return reflect.TypeFor[*T]() }

func (o *Object[T]) answers(typeName string) bool {
	return slices.Contains(o.is, typeName)
}

func (o *Object[T]) writer(s Selection) Writer[any] {
	write := o.compile(s)
	if write == nil {
		return nil
	}
	return func(dst []byte, v any) ([]byte, bool) {
		object := v.(*T)
		if object == nil {
			return dst, false
		}
		return write(dst, object)
	}
}

func (o *Object[T]) check(schema *ast.Schema) error {
	def := schema.Types[o.typeName()]
	if def == nil || def.Kind != ast.Object {
		return fmt.Errorf("%s is no object type", o.typeName())
	}
	for name, field := range o.fields {
		f := def.Fields.ForName(name)
		if f == nil || Nullability(f.Type.NonNull) != field.null {
			return fmt.Errorf("%s.%s is another field", o.typeName(), name)
		}
	}
	return nil
}
