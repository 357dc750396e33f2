package pcsim

import (
	"maps"
	"slices"
	"time"
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
	// KindCutHead drops the connection in the middle of the answer's header.
	KindCutHead Kind = "cutHead"
	// KindCut drops the connection in the middle of the body.
	KindCut Kind = "cut"
	// KindDrip sends the body in pieces of Bytes, default 512, with a pause of
	// Delay, default 100 ms, before each.
	KindDrip Kind = "drip"

	// KindTruncate sends the first half of the body as if it were the whole.
	KindTruncate Kind = "truncate"
	// KindSurplus sends a second document behind the body.
	KindSurplus Kind = "surplus"
	// KindGarbage sends a body that is not JSON, with status 200.
	KindGarbage Kind = "garbage"
	// KindContentType calls the body text/html, whatever it is.
	KindContentType Kind = "contentType"
	// KindWrongType sends JSON whose members have other types than documented.
	KindWrongType Kind = "wrongType"
	// KindNullItems sends null for the array of items.
	KindNullItems Kind = "nullItems"
	// KindNullItem sends null for the first of the items.
	KindNullItem Kind = "nullItem"
	// KindDuplicateItem sends the first of the items once more, as the last.
	KindDuplicateItem Kind = "duplicateItem"
	// KindOddDates sends items whose dates are of the year 1, without a zone, far
	// in the future, no dates at all, or null.
	KindOddDates Kind = "oddDates"
	// KindClockSkew sends a Date header that is ahead by Delay, default one hour.
	KindClockSkew Kind = "clockSkew"
	// KindDeep adds a member that is nested Bytes levels deep, default 100,000.
	KindDeep Kind = "deep"
	// KindGzipBomb sends the body with gzip, and so that it unpacks to Bytes more,
	// default 1 GiB, of spaces. What is sent is a thousandth of that.
	KindGzipBomb Kind = "gzipBomb"
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
		KindDelay:            {"waits for delayMs (1000) before the answer", prepareDelay(time.Second), strike.delay},
		KindStall:            {"answers nothing until the client leaves or the fault is removed", nil, strike.stall},
		KindReset:            {"drops the connection instead of answering", nil, strike.reset},
		KindCutHead:          {"drops the connection in the middle of the answer's header", nil, strike.cutHead},
		KindCut:              {"drops the connection in the middle of the body", nil, strike.cut},
		KindDrip:             {"sends bytes (512) of the body after every delayMs (100)", prepareDrip, strike.drip},
		KindTruncate:         {"sends the first half of the body as if it were the whole", nil, strike.truncate},
		KindSurplus:          {"sends a second document behind the body", nil, strike.surplus},
		KindGarbage:          {"sends a body that is not JSON", nil, strike.garbage},
		KindContentType:      {"calls the body text/html, whatever it is", nil, strike.contentType},
		KindWrongType:        {"sends JSON whose members have other types than documented", nil, strike.wrongType},
		KindNullItems:        {"sends null for the array of items", nil, strike.nullItems},
		KindNullItem:         {"sends null for the first of the items", nil, strike.nullItem},
		KindDuplicateItem:    {"sends the first of the items once more, as the last", nil, strike.duplicateItem},
		KindOddDates:         {"sends items with dates that are odd, or none", nil, strike.oddDates},
		KindClockSkew:        {"sends a Date header that is ahead by delayMs (1 hour)", prepareDelay(time.Hour), strike.clockSkew},
		KindDeep:             {"adds a member that is nested bytes (100,000) levels deep", prepareDeep, strike.deep},
		KindGzipBomb:         {"sends a body with gzip that unpacks to bytes (1 GiB) more", prepareBytes(1 << 30), strike.gzipBomb},
		KindHuge:             {"makes the body longer by bytes (64 MiB) of spaces", prepareBytes(64 << 20), strike.huge},
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
