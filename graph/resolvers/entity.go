package resolvers

import (
	"context"

	"pcgraph/graph"
	"pcgraph/graph/generated"
	"pcgraph/graph/gqlerr"
	"pcgraph/graph/model"
	"pcgraph/graph/relay"
)

// maxRepresentations bounds `_entities(representations:)`. A gateway asks for as
// many objects at once as another subgraph's list has, and cannot ask for the rest
// in another operation. So it is as many as the longest window of a list here; what
// they cost is bounded by the operation's calls.
const maxRepresentations = relay.MaxFirst

var _ generated.Subgraph = (*Resolver)(nil)

// Entities answers `_entities`.
func (r *Resolver) Entities(ctx context.Context, representations []any) ([]model.Node, error) {
	if n := len(representations); n > maxRepresentations {
		return nil, gqlerr.BadUserInput("`representations` holds %d objects; it can hold %d. Ask the other subgraph for a shorter list.", n, maxRepresentations)
	}
	entities, errs := objects(ctx, representations, parseRepresentation)
	reportInPlace(ctx, errs)
	return entities, nil
}

// Service answers `_service`.
func (r *Resolver) Service(context.Context) (model.Service, error) {
	if !r.Introspection {
		return model.Service{}, gqlerr.Forbidden("Introspection is off, so `_service` cannot be asked for. The schema is to be had from whoever runs this server.")
	}
	return model.Service{Sdl: graph.SubgraphSDL()}, nil
}

// parseRepresentation takes an object as another subgraph names it. What a gateway
// says of it beside its key is not looked at, and so cannot lead anywhere.
func parseRepresentation(representation any) (relay.ID, error) {
	fields, ok := representation.(map[string]any)
	if !ok {
		return relay.ID{}, gqlerr.BadUserInput("A representation is an object with `__typename` and `id`.")
	}
	typeName, _ := fields["__typename"].(string)
	switch typeName {
	case "Customer", "DeviceBatch", "Device":
	default:
		return relay.ID{}, gqlerr.BadUserInput("The representation's `__typename` is not `Customer`, `DeviceBatch` or `Device`, which are what has a key here.")
	}
	global, ok := fields["id"].(string)
	if !ok {
		return relay.ID{}, gqlerr.BadUserInput("The representation has no `id`, or one that is no string. It is the key of `%s`.", typeName)
	}
	id, err := parseGlobal(global)
	if err == nil && typeName != typeOf(id) {
		return relay.ID{}, gqlerr.BadUserInput("The representation's `id` is not that of a `%s`.", typeName)
	}
	return id, err
}

// typeOf is the type of the object that an ID leads to.
func typeOf(id relay.ID) string {
	switch {
	case id.Batch == "":
		return "Customer"
	case id.Device == "":
		return "DeviceBatch"
	}
	return "Device"
}
