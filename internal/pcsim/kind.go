package pcsim

import (
	"maps"
	"slices"
)

// Kind is what a fault does.
type Kind string

// The kinds of faults.
const (
	// KindStatus answers with Status, default 500. Shape decides the body; Code
	// and Description are an [ShapeAPIFault]'s. RetryAfter is sent when given.
	KindStatus Kind = "status"
	// KindThrottle answers 429 as the gateway does, with RetryAfter when given.
	KindThrottle Kind = "throttle"
	// KindUnauthorizedOnce answers one request with the empty 401 of an expired
	// token. Count is 1.
	KindUnauthorizedOnce Kind = "unauthorizedOnce"
	// KindRevokeBearer refuses the bearer token of the first request it strikes
	// with an empty 401, then and for ever, and takes any other: a client must
	// get a new one rather than send the old one again.
	KindRevokeBearer Kind = "revokeBearer"
	// KindRedirect answers with Status, default 302, to Location, default
	// another host.
	KindRedirect Kind = "redirect"

	// KindDelay waits for Delay, default one second, before the answer.
	KindDelay Kind = "delay"
	// KindStall answers nothing until the client leaves or the fault is removed.
	KindStall Kind = "stall"
	// KindReset drops the connection instead of answering.
	KindReset Kind = "reset"
	// KindCut drops the connection in the middle of the body.
	KindCut Kind = "cut"
	// KindDrip sends the body in pieces of Bytes, default 512, with a pause of
	// Delay, default 100 ms, before each.
	KindDrip Kind = "drip"

	// KindTruncate sends the first half of the body as if it were the whole.
	KindTruncate Kind = "truncate"
	// KindGarbage sends a body that is not JSON, with status 200.
	KindGarbage Kind = "garbage"
	// KindWrongType sends JSON whose members have other types than documented.
	KindWrongType Kind = "wrongType"
	// KindNullItems sends null for the array of items.
	KindNullItems Kind = "nullItems"
	// KindNullItem sends null for the first of the items.
	KindNullItem Kind = "nullItem"
	// KindHuge makes the body longer by Bytes, default 64 MiB, of spaces, and
	// does not say how long it is.
	KindHuge Kind = "huge"

	// KindExpireTokens refuses every continuation token as expired; requests
	// without one pass.
	KindExpireTokens Kind = "expireTokens"
	// KindRepeatToken answers a request that has a token with that same token.
	KindRepeatToken Kind = "repeatToken"
	// KindEmptyPages puts Pages, default 1, pages with a token but without items
	// before each page.
	KindEmptyPages Kind = "emptyPages"
)

// Shape is the form of an error's body.
type Shape string

// The shapes of an error's body.
const (
	// ShapeAPIFault is Partner Center's own, and the default.
	ShapeAPIFault Shape = "apifault"
	// ShapeGateway is that of the gateway in front of it.
	ShapeGateway Shape = "gateway"
	// ShapeHTML is a proxy's page.
	ShapeHTML Shape = "html"
	// ShapeEmpty has no body at all.
	ShapeEmpty Shape = "empty"
)

// implementation is how a kind of fault works.
type implementation struct {
	about string
	// prepare fills in the defaults of the members that the kind uses and
	// refuses values it cannot use. nil: there are none.
	prepare func(*Fault) error
	act     func(strike) (reply, error)
}

// kinds is every kind of fault. A new one is a constant above, a line here and a
// function in strike.go; its defaults, if any, are a function in defaults.go.
func kinds() map[Kind]implementation {
	return map[Kind]implementation{
		KindStatus:           {"answers with status (500), code, description, retryAfter; shape apifault, gateway, html or empty", prepareStatus, strike.status},
		KindThrottle:         {"answers 429 as the gateway does, with retryAfter when given", prepareThrottle, strike.status},
		KindUnauthorizedOnce: {"answers one request with an empty 401", prepareOnce, strike.unauthorized},
		KindRevokeBearer:     {"refuses the first bearer token it sees with an empty 401, and takes any other", nil, strike.revokeBearer},
		KindRedirect:         {"answers with status (302) to location", prepareRedirect, strike.redirect},
		KindDelay:            {"waits for delayMs (1000) before the answer", prepareDelay(1000), strike.delay},
		KindStall:            {"answers nothing until the client leaves or the fault is removed", nil, strike.stall},
		KindReset:            {"drops the connection instead of answering", nil, strike.reset},
		KindCut:              {"drops the connection in the middle of the body", nil, strike.cut},
		KindDrip:             {"sends bytes (512) of the body after every delayMs (100)", prepareDrip, strike.drip},
		KindTruncate:         {"sends the first half of the body as if it were the whole", nil, strike.truncate},
		KindGarbage:          {"sends a body that is not JSON", nil, strike.garbage},
		KindWrongType:        {"sends JSON whose members have other types than documented", nil, strike.wrongType},
		KindNullItems:        {"sends null for the array of items", nil, strike.nullItems},
		KindNullItem:         {"sends null for the first of the items", nil, strike.nullItem},
		KindHuge:             {"makes the body longer by bytes (64 MiB) of spaces", prepareHuge, strike.huge},
		KindExpireTokens:     {"refuses every continuation token as expired", nil, strike.expireTokens},
		KindRepeatToken:      {"answers a request that has a continuation token with that same token", nil, strike.repeatToken},
		KindEmptyPages:       {"puts pages (1) pages with a token but without items before each page", prepareEmptyPages, strike.emptyPages},
	}
}

func kindNames() []string {
	var names []string
	for _, kind := range slices.Sorted(maps.Keys(kinds())) {
		names = append(names, string(kind))
	}
	return names
}
