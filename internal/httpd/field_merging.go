package httpd

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// fieldMergingRule is the specification's rule "Field Selection Merging", in place of gqlparser's
// OverlappingFieldsCanBeMerged. That one compares every two fields, again at each level of inline fragments: three
// seconds for a document of 1000 tokens. This one sorts fields by response name and compares each with the first.
//
// It relies on what stands before it: no fragment spreads itself, and limits bound the selections. Fields that are
// not in the schema are left to other rules.
func fieldMergingRule(limits Limits) core.RuleFunc {
	return func(observers *core.Events, addError core.AddErrFunc) {
		// Whatever an operation does not reach is a fragment that is never used, which is an error by itself.
		observers.OnOperation(func(w *core.Walker, op *ast.OperationDefinition) {
			m := fieldMerging{schema: w.Schema, addError: addError, work: mergingWork * limits.Selections}
			top := collect(op.SelectionSet)
			if m.sameFields(top) {
				m.sameShapes(top)
			}
		})
	}
}

// mergingWork is how often each selection may be looked at. Only fields of interfaces inside one another need more
// than two looks.
const mergingWork = 10

type fieldMerging struct {
	schema   *ast.Schema
	addError core.AddErrFunc
	work     int // looks that are left
}

// overlap are the fields that make one entry of the response, in the order of the document.
type overlap []*ast.Field

// collect sorts the fields of selection sets that answer for the same object by their response name.
func collect(sets ...ast.SelectionSet) []overlap {
	var groups []overlap
	place := map[string]int{}
	spread := map[*ast.FragmentDefinition]bool{}
	var add func(ast.SelectionSet)
	add = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch s := selection.(type) {
			case *ast.Field:
				if s.Definition == nil || s.ObjectDefinition == nil {
					continue
				}
				i, known := place[s.Alias]
				if !known {
					i = len(groups)
					place[s.Alias] = i
					groups = append(groups, nil)
				}
				groups[i] = append(groups[i], s)
			case *ast.InlineFragment:
				add(s.SelectionSet)
			case *ast.FragmentSpread:
				if s.Definition != nil && !spread[s.Definition] {
					spread[s.Definition] = true
					add(s.Definition.SelectionSet)
				}
			}
		}
	}
	for _, set := range sets {
		add(set)
	}
	return groups
}

func (o overlap) children() []overlap {
	var sets []ast.SelectionSet
	for _, f := range o {
		if len(f.SelectionSet) > 0 {
			sets = append(sets, f.SelectionSet)
		}
	}
	if len(sets) == 0 {
		return nil
	}
	return collect(sets...)
}

// sameFields reports whether fields that can meet on one object are the same field with the same arguments.
func (m *fieldMerging) sameFields(groups []overlap) bool {
	same := true
	for _, group := range groups {
		for _, met := range group.byParent() {
			if !m.look(met) {
				return false
			}
			first, fine := met[0], true
			for _, f := range met[1:] {
				switch {
				case f.Name != first.Name:
					m.conflict(f, fmt.Sprintf("%q and %q are different fields", first.Name, f.Name))
				case !sameArguments(first.Arguments, f.Arguments):
					m.conflict(f, "they have differing arguments")
				default:
					continue
				}
				fine = false
				break
			}
			same = fine && m.sameFields(met.children()) && same
		}
	}
	return same
}

// byParent splits fields into those that can meet on one object. Those of an interface can meet with all.
func (o overlap) byParent() []overlap {
	var abstract overlap
	var concrete []overlap
	for _, f := range o {
		if f.ObjectDefinition.Kind != ast.Object {
			abstract = append(abstract, f)
			continue
		}
		i := 0
		for i < len(concrete) && concrete[i][0].ObjectDefinition.Name != f.ObjectDefinition.Name {
			i++
		}
		if i == len(concrete) {
			concrete = append(concrete, nil)
		}
		concrete[i] = append(concrete[i], f)
	}
	if len(abstract) == 0 {
		return concrete
	}
	if len(concrete) == 0 {
		return []overlap{abstract}
	}
	for i := range concrete {
		concrete[i] = append(concrete[i], abstract...)
	}
	return concrete
}

// sameShapes reports fields that answer under one name with values of different kinds, also on different objects:
// a client could not tell them apart.
func (m *fieldMerging) sameShapes(groups []overlap) {
	for _, group := range groups {
		if !m.look(group) {
			return
		}
		first := group[0].Definition.Type
		for _, f := range group[1:] {
			if !m.sameShape(first, f.Definition.Type) {
				m.conflict(f, fmt.Sprintf("they return conflicting types %q and %q", first, f.Definition.Type))
				break
			}
		}
		m.sameShapes(group.children())
	}
}

func (m *fieldMerging) sameShape(a, b *ast.Type) bool {
	if a.NonNull != b.NonNull || (a.Elem == nil) != (b.Elem == nil) {
		return false
	}
	if a.Elem != nil {
		return m.sameShape(a.Elem, b.Elem)
	}
	leaf := m.schema.Types[a.NamedType].IsLeafType() || m.schema.Types[b.NamedType].IsLeafType()
	return !leaf || a.NamedType == b.NamedType // the fields of what is no leaf are compared themselves
}

func (m *fieldMerging) look(fields overlap) bool {
	if m.work < 0 {
		return false
	}
	if m.work -= len(fields); m.work < 0 {
		m.addError(core.Message("The fields of the document overlap in too many ways. Split it into several."), core.At(fields[0].Position))
	}
	return m.work >= 0
}

func (m *fieldMerging) conflict(f *ast.Field, reason string) {
	m.addError(core.Message(`Fields %q conflict because %s. Use different aliases on the fields to fetch both if this was intentional.`,
		f.Alias, reason), core.At(f.Position))
}

func sameArguments(a, b ast.ArgumentList) bool {
	if len(a) != len(b) {
		return false
	}
	for _, x := range a {
		if y := b.ForName(x.Name); y == nil || !sameValue(x.Value, y.Value) {
			return false
		}
	}
	return true
}

// sameValue does not mind the order of an object's fields.
func sameValue(a, b *ast.Value) bool {
	if a.Kind != b.Kind || a.Raw != b.Raw || len(a.Children) != len(b.Children) {
		return false
	}
	for i, x := range a.Children {
		y := b.Children[i].Value
		if a.Kind == ast.ObjectValue {
			y = b.Children.ForName(x.Name)
		}
		if y == nil || !sameValue(x.Value, y) {
			return false
		}
	}
	return true
}
