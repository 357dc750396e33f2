package zoo

import (
	"context"
	"math/rand/v2"

	"github.com/99designs/gqlgen/graphql"
)

// resolver answers every operation from the same values.
type resolver struct {
	every   *Every
	everies []*Every
	named   Named
	either  Either
	part    *Part
}

// New returns the schema over random values that seed decides.
func New(seed uint64) graphql.ExecutableSchema {
	r := random{rand.New(rand.NewPCG(seed, 1))}
	z := &resolver{every: r.every(3), named: r.named(2), part: r.part(2)}
	z.everies = some(r, func() *Every { return r.every(1) })
	z.either = z.every
	if r.IntN(2) == 0 {
		z.either = z.part
	}
	return NewExecutableSchema(Config{Resolvers: z, Directives: DirectiveRoot{Mark: change, Note: change}})
}

// change is a directive whose absence shows.
func change(ctx context.Context, _ any, next graphql.Resolver) (any, error) {
	v, err := next(ctx)
	if s, ok := v.(string); ok {
		return "changed: " + s, err
	}
	return v, err
}

// Query and Every return the resolvers, which are all the same.
func (z *resolver) Query() QueryResolver { return queryResolver{z} }
func (z *resolver) Every() EveryResolver { return everyResolver{z} }

type (
	queryResolver struct{ *resolver }
	everyResolver struct{ *resolver }
)

func (z queryResolver) Every(context.Context) (*Every, error)         { return z.every, nil }
func (z queryResolver) EveryRequired(context.Context) (*Every, error) { return z.every, nil }
func (z queryResolver) Everies(context.Context) ([]*Every, error)     { return z.everies, nil }
func (z queryResolver) Named(context.Context) (Named, error)          { return z.named, nil }
func (z queryResolver) Either(context.Context) (Either, error)        { return z.either, nil }
func (z queryResolver) Part(context.Context) (*Part, error)           { return z.part, nil }
func (z queryResolver) Cousin(context.Context) (*Part, error)         { return z.part, nil }

func (z everyResolver) Resolved(_ context.Context, e *Every) (*string, error) { return e.Text, nil }

// ResolvedPart is a root below one that is left to gqlgen.
func (z everyResolver) ResolvedPart(_ context.Context, e *Every) (*Part, error) { return e.Part, nil }
