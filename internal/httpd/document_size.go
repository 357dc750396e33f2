package httpd

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// bytesPerNode is from how many bytes on a name or a value counts as one node more, and so on: rules and messages
// of validation copy texts.
const bytesPerNode = 64

// documentSize is what the work on a document grows with.
type documentSize struct {
	written  int // fields, fragments, directives, arguments and values as they are written
	expanded int // the same with each fragment counted wherever it is spread, and a long text as several
	values   int // lists and objects of a value inside one another
	longest  int // bytes of the longest name or value
}

// measureDocument measures a document that was parsed and not validated yet. A token limit alone does not bound
// validation: it goes through every fragment again for each operation and each fragment from which that can be
// reached. The error says that a fragment spreads itself, so that whoever comes after meets no cycle.
func measureDocument(doc *ast.QueryDocument) (documentSize, *gqlerror.Error) {
	m := documentMeter{
		fragments: make(map[string]*ast.FragmentDefinition, len(doc.Fragments)),
		measured:  make(map[*ast.FragmentDefinition]int, len(doc.Fragments)),
	}
	for _, f := range doc.Fragments {
		if m.fragments[f.Name] == nil { // of two with the same name, validation takes the first
			m.fragments[f.Name] = f
		}
	}
	for _, op := range doc.Operations {
		m.size.expanded = addCost(m.size.expanded, m.operation(op))
	}
	for _, f := range doc.Fragments {
		m.size.expanded = addCost(m.size.expanded, m.fragment(f))
	}
	return m.size, m.cycle
}

// A documentMeter measures each fragment once: the size of a selection set does not depend on where it stands.
type documentMeter struct {
	fragments map[string]*ast.FragmentDefinition
	measured  map[*ast.FragmentDefinition]int // beingMeasured for those that are under way
	size      documentSize
	cycle     *gqlerror.Error
}

const beingMeasured = -1

func (m *documentMeter) operation(op *ast.OperationDefinition) int {
	nodes := m.text(op.Name) + m.directives(op.Directives)
	for _, v := range op.VariableDefinitions {
		nodes += m.text(v.Variable) + m.value(v.DefaultValue, 0) + m.directives(v.Directives)
	}
	return addCost(nodes, m.selectionSet(op.SelectionSet))
}

// fragment is beingMeasured when the way to it began in itself.
func (m *documentMeter) fragment(f *ast.FragmentDefinition) int {
	if nodes, known := m.measured[f]; known {
		return nodes
	}
	m.measured[f] = beingMeasured
	nodes := addCost(m.text(f.Name)+m.directives(f.Directives), m.selectionSet(f.SelectionSet))
	m.measured[f] = nodes
	return nodes
}

func (m *documentMeter) selectionSet(set ast.SelectionSet) int {
	total := 0
	for _, selection := range set {
		nodes := 0
		switch s := selection.(type) {
		case *ast.Field:
			nodes = m.text(s.Name) + len(s.Alias)/bytesPerNode + m.arguments(s.Arguments) + m.directives(s.Directives)
			nodes = addCost(nodes, m.selectionSet(s.SelectionSet))
		case *ast.InlineFragment:
			nodes = addCost(m.text(s.TypeCondition)+m.directives(s.Directives), m.selectionSet(s.SelectionSet))
		case *ast.FragmentSpread:
			nodes = addCost(m.text(s.Name)+m.directives(s.Directives), m.spread(s))
		}
		total = addCost(total, nodes)
	}
	return total
}

func (m *documentMeter) spread(s *ast.FragmentSpread) int {
	def := m.fragments[s.Name]
	if def == nil {
		return 0 // validation says so
	}
	nodes := m.fragment(def)
	if nodes != beingMeasured {
		return nodes
	}
	if m.cycle == nil {
		m.cycle = gqlerror.ErrorPosf(s.Position, "Cannot spread fragment %q within itself.", shorten(s.Name, maxLoggedName))
	}
	return 0
}

func (m *documentMeter) directives(list ast.DirectiveList) int {
	nodes := 0
	for _, d := range list {
		nodes += m.text(d.Name) + m.arguments(d.Arguments)
	}
	return nodes
}

func (m *documentMeter) arguments(list ast.ArgumentList) int {
	nodes := 0
	for _, a := range list {
		nodes += m.text(a.Name) + m.value(a.Value, 0)
	}
	return nodes
}

// value measures a value that stands inside so many lists and objects.
func (m *documentMeter) value(v *ast.Value, depth int) int {
	if v == nil {
		return 0
	}
	if v.Kind == ast.ListValue || v.Kind == ast.ObjectValue {
		depth++
		m.size.values = max(m.size.values, depth)
	}
	nodes := m.text(v.Raw)
	for _, child := range v.Children {
		nodes += m.text(child.Name) + m.value(child.Value, depth)
	}
	return nodes
}

// text is how many nodes something counts that is written so.
func (m *documentMeter) text(written string) int {
	m.size.written++
	m.size.longest = max(m.size.longest, len(written))
	return 1 + len(written)/bytesPerNode
}
