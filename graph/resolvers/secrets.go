package resolvers

import (
	"context"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pcgraph/graph/access"
	"pcgraph/graph/gqlerr"
)

// secretFields are the fields of a device that can claim the machine. They are
// null without the scope, because convertDevices leaves them out.
var secretFields = []string{"productKey", "hardwareHash"}

// SecretFields is an extension of gqlgen's executor that says why secret fields
// are null: once for each place in the document that asks for one, and not for
// each of a thousand devices. It reads the document and no answer, so that who has
// the scope pays nothing, and who does not learns nothing.
type SecretFields struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.ResponseInterceptor
} = SecretFields{}

// ExtensionName is the name under which gqlgen knows the extension.
func (SecretFields) ExtensionName() string { return "SecretFields" }

// Validate accepts every schema.
func (SecretFields) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptResponse adds the errors to the response.
func (SecretFields) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	// Who may not read devices at all is told so at the doors.
	if grant := access.From(ctx); grant.May(access.DevicesRead) && !grant.May(access.DevicesSecrets) {
		op := graphql.GetOperationContext(ctx)
		s := secretSearch{variables: op.Variables, seen: map[string]bool{}, fragments: map[string]bool{}}
		s.selectionSet(op.Operation.SelectionSet, nil, false)
		for _, refused := range s.found {
			graphql.AddError(ctx, refused)
		}
	}
	return next(ctx)
}

// A secretSearch goes through an operation once, whatever it spreads how often.
type secretSearch struct {
	variables map[string]any
	fragments map[string]bool // those that have been gone through
	seen      map[string]bool // the places that have an error
	found     []error
}

// selectionSet searches what stands below path. Below a list, path ends at the
// list: it is as much of the answer's path as all its items share.
func (s *secretSearch) selectionSet(set ast.SelectionSet, path ast.Path, many bool) {
	for _, selection := range set {
		switch selected := selection.(type) {
		case *ast.Field:
			if s.included(selected.Directives) {
				s.field(selected, path, many)
			}
		case *ast.InlineFragment:
			if s.included(selected.Directives) {
				s.selectionSet(selected.SelectionSet, path, many)
			}
		case *ast.FragmentSpread:
			if s.included(selected.Directives) && !s.fragments[selected.Name] {
				s.fragments[selected.Name] = true
				s.selectionSet(selected.Definition.SelectionSet, path, many)
			}
		}
	}
}

func (s *secretSearch) field(f *ast.Field, path ast.Path, many bool) {
	if !many {
		path = append(slices.Clip(path), ast.PathName(f.Alias))
		many = f.Definition.Type.Elem != nil || strings.HasSuffix(f.Definition.Type.Name(), "Connection")
	}
	s.selectionSet(f.SelectionSet, path, many)
	if f.ObjectDefinition.Name != "Device" || !slices.Contains(secretFields, f.Name) {
		return
	}
	if place := path.String() + " " + f.Alias; !s.seen[place] {
		s.seen[place] = true
		s.found = append(s.found, &gqlerror.Error{
			Err:       gqlerr.Forbidden("`%s` is null: the caller does not have the scope `%s`.", f.Name, access.DevicesSecrets),
			Path:      path,
			Locations: []gqlerror.Location{{Line: f.Position.Line, Column: f.Position.Column}},
		})
	}
}

// included reports whether @skip and @include let the selection stand.
func (s *secretSearch) included(directives ast.DirectiveList) bool {
	condition := func(name string) (met, given bool) {
		d := directives.ForName(name)
		if d == nil {
			return false, false
		}
		met, _ = d.ArgumentMap(s.variables)["if"].(bool)
		return met, true
	}
	skip, _ := condition("skip")
	include, conditional := condition("include")
	return !skip && (include || !conditional)
}
