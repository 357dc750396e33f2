package main

import (
	"fmt"
	"go/types"

	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
)

// A field is a line of a table.
type field struct {
	*codegen.Field
	table *table
}

// line is the statement that adds the field, or a comment that it is not there.
//
// Two methods of a model make a shorter way than gqlgen's own. A text X may have
// beside its method X() string a method AppendX([]byte) []byte, and a list X of
// objects beside X() []*T a method AllX() iter.Seq[*T].
func (f field) line() string {
	get, kind := f.getter(), f.table.schema.kind(f.TypeReference)
	if get == "" || kind == "" {
		return fmt.Sprintf("// %s.%s: gqlgen's own way", f.table.Name, f.Name)
	}
	receiver := "*" + typeName(f.table.Type)
	add := fmt.Sprintf("(%s, %q, %s, ", f.table.Var(), f.Name, nullability(f.TypeReference))
	if f.IsMethod() {
		if isText(f.TypeReference) && f.has("Append", isAppend) {
			return fmt.Sprintf("fast.AddText%s(%s).Append%s)", add, receiver, f.GoFieldName)
		}
		if element := f.elementTable(); element != nil && f.has("All", element.isSequence) {
			return fmt.Sprintf("fast.Add%s(%s).All%s, fast.Each(%s))", add, receiver, f.GoFieldName, element.Var())
		}
	}
	return fmt.Sprintf("fast.Add%sfunc(v %s) %s { return v.%s }, %s)", add, receiver, typeName(f.TypeReference.GO), get, kind)
}

// getter is what follows the value and a dot, and is empty when there is more to
// the field than that.
func (f field) getter() string {
	switch {
	case f.IsResolver, f.IsBatch(), f.Stream, len(f.Args) > 0, f.HasDirectives(), f.HasHaser:
		return ""
	case f.IsVariable():
		return f.GoFieldName
	case f.IsMethod() && f.NoErr && !f.MethodHasContext && !f.VOkFunc:
		return f.GoFieldName + "()"
	}
	return ""
}

// elementTable is the table of the elements, if the field is a list of objects
// in which nothing can be null.
func (f field) elementTable() *table {
	if ref := f.TypeReference; ref.IsSlice() && ref.GQL.NonNull && ref.Elem().GQL.NonNull {
		return f.table.schema.object(ref.Elem())
	}
	return nil
}

// has says whether the model has a method of such a name and signature.
func (f field) has(prefix string, like func(*types.Signature) bool) bool {
	method, _, _ := types.LookupFieldOrMethod(types.NewPointer(f.table.Type), false, nil, prefix+f.GoFieldName)
	function, ok := method.(*types.Func)
	return ok && like(function.Signature())
}

func isAppend(s *types.Signature) bool {
	bytes := types.NewSlice(types.Typ[types.Byte])
	return s.Params().Len() == 1 && types.Identical(s.Params().At(0).Type(), bytes) && resultIs(s, func(t types.Type) bool {
		return types.Identical(t, bytes)
	})
}

// isSequence says whether it is func() iter.Seq of pointers to the table's Go type.
func (t *table) isSequence(s *types.Signature) bool {
	return s.Params().Len() == 0 && resultIs(s, func(result types.Type) bool {
		named, ok := result.(*types.Named)
		if !ok || named.Obj().Name() != "Seq" || named.Obj().Pkg().Path() != "iter" {
			return false
		}
		return types.Identical(named.TypeArgs().At(0), types.NewPointer(t.Type))
	})
}

func resultIs(s *types.Signature, like func(types.Type) bool) bool {
	return s.Results().Len() == 1 && like(types.Unalias(s.Results().At(0).Type()))
}

func hasMethod(t types.Type, name string) bool {
	method, _, _ := types.LookupFieldOrMethod(types.NewPointer(t), false, nil, name)
	_, ok := method.(*types.Func)
	return ok
}

func nullability(ref *config.TypeReference) string {
	if ref.GQL.NonNull {
		return "fast.NonNull"
	}
	return "fast.Nullable"
}

// typeName is how the generated file spells a type; the import comes with it.
func typeName(t types.Type) string { return templates.CurrentImports.LookupType(t) }
