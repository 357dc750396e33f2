package fast_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// A questioner makes random queries. Most of them are valid: the same response
// name always means the same field, but not always of the same type.
type questioner struct {
	*rand.Rand
	schema *ast.Schema
	// arguments are for the fields that it knows, named "Type.field". Those of
	// others are left out.
	arguments map[string]func() string
	depth     int
	deferring bool

	fragments []fragment
}

type fragment struct {
	on   *ast.Definition
	text string
}

// variables are those of every query.
var variables = map[string]any{"yes": true, "no": false}

// query is a whole query, from the root.
func (q *questioner) query() string {
	q.fragments = nil
	return q.document(q.set(q.schema.Query, q.depth))
}

// document adds what the selections of a query need.
func (q *questioner) document(text string) string {
	for i, f := range q.fragments {
		text += fmt.Sprintf(" fragment F%d on %s %s", i, f.on.Name, f.text)
	}
	var declared string
	for name := range variables {
		if strings.Contains(text, "$"+name) {
			declared += " $" + name + ": Boolean!"
		}
	}
	if declared != "" {
		declared = "(" + declared + ")"
	}
	return "query" + declared + text
}

func (q *questioner) one(in int) bool { return q.IntN(in) == 0 }

// set is a selection set of a composite type, with at most so many below it.
func (q *questioner) set(of *ast.Definition, depth int) string {
	var b strings.Builder
	b.WriteString("{")
	for range 1 + q.IntN(5) {
		b.WriteString(" " + q.selection(of, depth))
	}
	b.WriteString(" }")
	return b.String()
}

func (q *questioner) selection(of *ast.Definition, depth int) string {
	switch {
	case q.one(6) && depth > 0:
		on := q.related(of)
		if on == of && q.one(2) {
			return "..." + q.directives(true) + q.set(on, depth-1)
		}
		return "... on " + on.Name + q.directives(true) + q.set(on, depth-1)
	case q.one(10) && depth > 0:
		on := q.related(of)
		text := q.set(on, depth-1) // may add fragments of its own
		q.fragments = append(q.fragments, fragment{on, text})
		return fmt.Sprintf("...F%d", len(q.fragments)-1) + q.directives(true)
	case len(q.fragments) > 0 && q.one(6):
		if i := q.IntN(len(q.fragments)); q.overlap(q.fragments[i].on, of) {
			return fmt.Sprintf("...F%d", i) + q.directives(true)
		}
	case q.one(12) || of.Kind == ast.Union:
		return "__typename"
	}
	return q.field(of, depth)
}

func (q *questioner) field(of *ast.Definition, depth int) string {
	fields := slices.DeleteFunc(slices.Clone(of.Fields), func(f *ast.FieldDefinition) bool {
		return strings.HasPrefix(f.Name, "__") || depth == 0 && q.schema.Types[f.Type.Name()].IsCompositeType()
	})
	if len(fields) == 0 {
		return "__typename"
	}
	f := fields[q.IntN(len(fields))]
	text := f.Name
	if arguments := q.arguments[of.Name+"."+f.Name]; arguments != nil {
		// With other arguments it is another field, and must not have the same name.
		text = fmt.Sprintf("%s_%d: %s%s", f.Name, q.Uint32(), f.Name, arguments())
	} else if q.one(4) {
		text = fmt.Sprintf("%s_%d: %s", f.Name, q.IntN(2), f.Name)
	}
	text += q.directives(false)
	if t := q.schema.Types[f.Type.Name()]; t.IsCompositeType() {
		text += q.set(t, depth-1)
	}
	return text
}

// related is a type on which a fragment may be.
func (q *questioner) related(to *ast.Definition) *ast.Definition {
	types := []*ast.Definition{to}
	if to.IsAbstractType() {
		types = append(types, q.schema.GetPossibleTypes(to)...)
	} else {
		types = append(types, q.schema.GetImplements(to)...)
	}
	return types[q.IntN(len(types))]
}

// overlap says whether an object can be of both types.
func (q *questioner) overlap(a, b *ast.Definition) bool {
	return slices.ContainsFunc(q.schema.GetPossibleTypes(a), func(t *ast.Definition) bool {
		return slices.Contains(q.schema.GetPossibleTypes(b), t)
	})
}

func (q *questioner) directives(fragment bool) string {
	if q.deferring && fragment && q.one(2) {
		return fmt.Sprintf(" @defer(label: \"L%d\", if: $yes)", q.Uint32())
	}
	switch q.IntN(24) {
	case 0:
		return " @skip(if: $no)"
	case 1:
		return " @include(if: $yes)"
	case 2:
		return " @skip(if: $yes)"
	case 3:
		return " @include(if: false)"
	case 4:
		return " @skip(if: false) @include(if: $yes)"
	case 5:
		if q.schema.Directives["note"] != nil && !fragment && q.one(2) {
			return " @note"
		}
	}
	return ""
}
