package httpd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const stubSDL = `
type Query {
	hello(name: String): String
	item(id: ID!, level: Level, at: Moment): Item
	items(first: Int): [Item!]
	nodes(first: Int): [Node!]
	fail: String
	hidden: String
	panics: String
	wait: String
}
type Mutation { touch: String }
interface Node { id: ID! children(first: Int): [Node!] }
type Item implements Node { id: ID! name: String parent: Item children(first: Int): [Node!] }
type Other implements Node { id: ID! children(first: Int): [Node!] }
enum Level { LOW HIGH }
scalar Moment
directive @mark on FRAGMENT_DEFINITION | QUERY | VARIABLE_DEFINITION
`

// stubSchema executes a small schema as generated code would: through gqlgen's own field collection, middleware,
// error and panic handling. Objects are map[string]any.
type stubSchema struct {
	schema    *ast.Schema
	resolvers map[string]func(ctx context.Context, args map[string]any) (any, error)
	costs     map[string]func(children int, args map[string]any) int
}

// errShown is what stubPresent shows; any other error becomes INTERNAL.
var errShown = errors.New("shown to the client")

func newStubSchema() *stubSchema {
	return &stubSchema{
		schema: gqlparser.MustLoadSchema(&ast.Source{Input: stubSDL}),
		resolvers: map[string]func(context.Context, map[string]any) (any, error){
			"hello": func(_ context.Context, args map[string]any) (any, error) {
				if name, ok := args["name"].(string); ok {
					return "hello " + name, nil
				}
				return "hello", nil
			},
			"fail":   func(context.Context, map[string]any) (any, error) { return nil, errShown },
			"hidden": func(context.Context, map[string]any) (any, error) { return nil, errors.New("secret detail") },
			"panics": func(context.Context, map[string]any) (any, error) { panic("secret panic") },
			"touch":  func(context.Context, map[string]any) (any, error) { return "touched", nil },
			"item": func(_ context.Context, args map[string]any) (any, error) {
				return map[string]any{"id": args["id"], "name": "<an item>"}, nil
			},
			"wait": func(ctx context.Context, _ map[string]any) (any, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			},
			"__schema": stubIntrospection,
			"__type":   stubIntrospection,
		},
		costs: map[string]func(int, map[string]any) int{
			"Query.items": func(children int, args map[string]any) int { return stubFirst(args) * (1 + children) },
			"Query.nodes": func(children int, args map[string]any) int { return stubFirst(args) * (1 + children) },
			"Item.children": func(children int, args map[string]any) int {
				return stubFirst(args) * (1 + children)
			},
		},
	}
}

// stubIntrospection refuses as generated code does; what it answers otherwise does not matter here.
func stubIntrospection(ctx context.Context, _ map[string]any) (any, error) {
	if graphql.GetOperationContext(ctx).DisableIntrospection {
		return nil, errShown
	}
	return map[string]any{}, nil
}

func stubFirst(args map[string]any) int {
	switch n := args["first"].(type) {
	case int64:
		return int(n)
	case json.Number:
		i, _ := n.Int64()
		return int(i)
	default:
		return 50
	}
}

func (s *stubSchema) Schema() *ast.Schema { return s.schema }

func (s *stubSchema) Complexity(_ context.Context, typ, field string, children int, args map[string]any) (int, bool) {
	f, ok := s.costs[typ+"."+field]
	if !ok {
		return 0, false
	}
	return f(children, args), true
}

func (s *stubSchema) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	return func(ctx context.Context) *graphql.Response {
		root := s.schema.Query
		if op.Operation.Operation == ast.Mutation {
			root = s.schema.Mutation
		}
		var data bytes.Buffer
		s.object(ctx, op, root, op.Operation.SelectionSet, nil).MarshalGQL(&data)
		return &graphql.Response{Data: data.Bytes()}
	}
}

func (s *stubSchema) object(
	ctx context.Context, op *graphql.OperationContext, def *ast.Definition, set ast.SelectionSet, value map[string]any,
) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, "{")
		for i, f := range graphql.CollectFields(op, set, append([]string{def.Name}, def.Interfaces...)) {
			if i > 0 {
				_, _ = io.WriteString(w, ",")
			}
			_, _ = fmt.Fprintf(w, "%q:", f.Alias)
			s.field(ctx, op, def, f, value).MarshalGQL(w)
		}
		_, _ = io.WriteString(w, "}")
	})
}

func (s *stubSchema) field(
	ctx context.Context, op *graphql.OperationContext, def *ast.Definition, f graphql.CollectedField, value map[string]any,
) (out graphql.Marshaler) {
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: def.Name, Field: f})
	defer func() {
		if p := recover(); p != nil {
			graphql.AddError(ctx, op.Recover(ctx, p))
			out = graphql.Null
		}
	}()
	result, err := op.ResolverMiddleware(ctx, func(ctx context.Context) (any, error) {
		if f.Name == "__typename" {
			return def.Name, nil
		}
		if resolve := s.resolvers[f.Name]; resolve != nil && value == nil {
			return resolve(ctx, f.ArgumentMap(op.Variables))
		}
		return value[f.Name], nil
	})
	if err != nil {
		graphql.AddError(ctx, err)
		return graphql.Null
	}
	if object, ok := result.(map[string]any); ok {
		return s.object(ctx, op, s.schema.Types[f.Definition.Type.Name()], f.Selections, object)
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // as generated code does
	if err := enc.Encode(result); err != nil {
		panic(err)
	}
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(bytes.TrimSpace(text.Bytes())) })
}
