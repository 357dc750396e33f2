package main

import (
	"fmt"
	"go/types"
	"path/filepath"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"
)

const gqlgenPackage = "github.com/99designs/gqlgen/graphql"

// kind is the expression for the fast.Kind of a type, empty when there is none.
// What is not recognised here beyond doubt has none.
func (s *schema) kind(ref *config.TypeReference) string {
	switch {
	case ref.IsOmittable, ref.IsContext, ref.HasEnumValues(), ref.IsPtrToPtr(), ref.IsPtrToSlice(), ref.IsPtrToIntf():
		return ""
	case ref.IsSlice():
		return s.listKind(ref.Elem())
	case ref.GQL.Elem != nil: // a list in a type of its own
		return ""
	case ref.Definition.Kind == ast.Object:
		if t := s.object(ref); t != nil && ref.IsPtr() {
			return fmt.Sprintf("fast.Ref(%s)", t.Var())
		} else if t != nil {
			return fmt.Sprintf("fast.Value(%s)", t.Var())
		}
		return ""
	}
	if pointer, ok := ref.GO.(*types.Pointer); ok {
		if kind := s.leafKind(ref, pointer.Elem()); kind != "" {
			return fmt.Sprintf("fast.Pointer(%s)", kind)
		}
		return ""
	}
	return s.leafKind(ref, ref.GO)
}

func (s *schema) listKind(element *config.TypeReference) string {
	if t := s.object(element); t != nil && !element.IsPtr() {
		return fmt.Sprintf("fast.Values(%s)", t.Var())
	}
	if kind := s.kind(element); kind != "" {
		return fmt.Sprintf("fast.List(%s, %s)", nullability(element), kind)
	}
	return ""
}

// object is the table of a reference to an object or a pointer to it, nil if it
// is something else, or has no table.
func (s *schema) object(ref *config.TypeReference) *table {
	t := s.byName[ref.Definition.Name]
	if t == nil || ref.GQL.Elem != nil || ref.IsMarshaler || ref.Marshaler != nil {
		return nil
	}
	if types.Identical(ref.GO, t.Type) || types.Identical(ref.GO, types.NewPointer(t.Type)) {
		return t
	}
	return nil
}

// leafKind goes by how gqlgen writes the type, not by its name in the schema.
func (s *schema) leafKind(ref *config.TypeReference, goType types.Type) string {
	if ref.Definition.Kind == ast.Enum {
		if ref.IsMarshaler && s.isGenerated(goType) && isBasic(goType, types.IsString) {
			return fmt.Sprintf("fast.Enum[%s]", typeName(goType))
		}
		return ""
	}
	if ref.IsMarshaler || ref.Marshaler == nil || ref.Marshaler.Pkg().Path() != gqlgenPackage {
		return ""
	}
	switch ref.Marshaler.Name() {
	case "MarshalString", "MarshalID":
		if isBasic(goType, types.IsString) {
			return fmt.Sprintf("fast.String[%s]", typeName(goType))
		}
	case "MarshalInt", "MarshalInt8", "MarshalInt16", "MarshalInt32", "MarshalInt64":
		if isBasic(goType, types.IsInteger) {
			return fmt.Sprintf("fast.Int[%s]", typeName(goType))
		}
	case "MarshalBoolean":
		if isBasic(goType, types.IsBoolean) {
			return fmt.Sprintf("fast.Boolean[%s]", typeName(goType))
		}
	case "MarshalTime":
		if goType.String() == "time.Time" {
			return "fast.Time"
		}
	}
	return ""
}

// isText says whether a value of the type is a string that gqlgen writes as one.
func isText(ref *config.TypeReference) bool {
	return types.Identical(ref.GO, types.Typ[types.String]) && ref.Marshaler != nil &&
		ref.Marshaler.Pkg().Path() == gqlgenPackage && (ref.Marshaler.Name() == "MarshalString" || ref.Marshaler.Name() == "MarshalID")
}

// isGenerated says whether gqlgen wrote the type, and so how it is written.
func (s *schema) isGenerated(t types.Type) bool {
	named, ok := t.(*types.Named)
	if !ok {
		return false
	}
	pkg := s.data.Config.Packages.LoadWithTypes(named.Obj().Pkg().Path())
	return pkg != nil && filepath.ToSlash(pkg.Fset.Position(named.Obj().Pos()).Filename) == s.data.Config.Model.Filename
}

func isBasic(t types.Type, info types.BasicInfo) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&info != 0
}
