package main

import (
	"slices"
	"time"

	"pcgraph/internal/pcsim"
)

// A faultCase is something that goes wrong with the calls for one list or object.
type faultCase struct {
	section, name string
	faults        []pcsim.Fault // in the order in which they strike
	options       pcsim.Options
	renewable     bool // the service's token can be replaced
	// page is what Partner Center then says is on a page. Nil: what there is.
	page func([]string) []string
	// note is what to know of a complete answer.
	note string
}

// once is a fault that passes.
func once(f pcsim.Fault) []pcsim.Fault {
	f.Count = 1
	return []pcsim.Fault{f}
}

// always is a fault that does not pass.
func always(faults ...pcsim.Fault) []pcsim.Fault { return faults }

func status(status int, shape pcsim.Shape, retryAfter string) pcsim.Fault {
	return pcsim.Fault{Kind: pcsim.KindStatus, Status: status, Shape: shape, RetryAfter: retryAfter}
}

func throttle(retryAfter string) pcsim.Fault {
	return pcsim.Fault{Kind: pcsim.KindThrottle, RetryAfter: retryAfter}
}

func kind(k pcsim.Kind) pcsim.Fault { return pcsim.Fault{Kind: k} }

const (
	sectionThrottled = "Partner Center asks for a pause"
	sectionFailing   = "Partner Center fails"
	sectionLost      = "The connection breaks, or nothing comes"
	sectionSpoilt    = "The answer cannot be used"
	sectionOdd       = "The answer is odd"
	sectionLists     = "The list does not go on as it should"
	sectionRefused   = "Partner Center refuses"
)

// faultCases are the rows of docs/failures.md. Time in the tests begins with the year
// 2000, from which the dates of Retry-After are taken.
func faultCases() []faultCase {
	return slices.Concat(
		[]faultCase{{section: "Nothing goes wrong", name: "Nothing"}},
		inSection(sectionThrottled, throttledCases()), inSection(sectionFailing, failingCases()),
		inSection(sectionLost, lostCases()), inSection(sectionSpoilt, spoiltCases()), inSection(sectionOdd, oddCases()),
		inSection(sectionLists, listCases()), inSection(sectionRefused, refusedCases()),
	)
}

func inSection(section string, cases []faultCase) []faultCase {
	for i := range cases {
		cases[i].section = section
	}
	return cases
}

func throttledCases() []faultCase {
	return []faultCase{
		{name: "429, `Retry-After: 2`, once", faults: once(throttle("2"))},
		{name: "429, `Retry-After: 2`, again and again", faults: always(throttle("2"))},
		{name: "429, `Retry-After: 57`", faults: always(throttle("57"))},
		{name: "429, `Retry-After` is a date 5 s ahead, once", faults: once(throttle("Sat, 01 Jan 2000 00:00:05 GMT"))},
		{
			name: "429, `Retry-After` is a date 5 s ahead, once, by a clock that is 1 h ahead",
			faults: []pcsim.Fault{
				{Kind: pcsim.KindClockSkew, Delay: time.Hour},
				{Kind: pcsim.KindThrottle, RetryAfter: "Sat, 01 Jan 2000 01:00:05 GMT", Count: 1},
			},
		},
		{name: "429, `Retry-After` is a date long past", faults: always(throttle("Fri, 31 Dec 1999 00:00:00 GMT"))},
		{name: "429, `Retry-After: soon`", faults: always(throttle("soon"))},
		{name: "429 without `Retry-After`, once", faults: once(throttle(""))},
		{name: "429 without `Retry-After`, again and again", faults: always(throttle(""))},
		{name: "429 with Partner Center's own body, `Retry-After: 57`", faults: always(status(429, pcsim.ShapeAPIFault, "57"))},
		{name: "503, `Retry-After: 2`, once", faults: once(status(503, pcsim.ShapeAPIFault, "2"))},
		{name: "503, `Retry-After: 57`", faults: always(status(503, pcsim.ShapeAPIFault, "57"))},
	}
}

func failingCases() []faultCase {
	return []faultCase{
		{name: "500, once", faults: once(status(500, pcsim.ShapeAPIFault, ""))},
		{name: "500 with Partner Center's own body, again and again", faults: always(status(500, pcsim.ShapeAPIFault, ""))},
		{name: "500 with the gateway's body, again and again", faults: always(status(500, pcsim.ShapeGateway, ""))},
		{name: "500 from the second page on", faults: always(pcsim.Fault{Kind: pcsim.KindStatus, Status: 500, After: 1})},
		{name: "501", faults: always(status(501, pcsim.ShapeAPIFault, ""))},
		{name: "502 with a proxy's HTML, once", faults: once(status(502, pcsim.ShapeHTML, ""))},
		{name: "502 with a proxy's HTML, again and again", faults: always(status(502, pcsim.ShapeHTML, ""))},
		{name: "503, twice", faults: []pcsim.Fault{{Kind: pcsim.KindStatus, Status: 503, Count: 2}}},
		{name: "503 without a body, again and again", faults: always(status(503, pcsim.ShapeEmpty, ""))},
		{name: "504, once", faults: once(status(504, pcsim.ShapeHTML, ""))},
		{name: "504, again and again", faults: always(status(504, pcsim.ShapeHTML, ""))},
	}
}

func lostCases() []faultCase {
	slowly := func(pause time.Duration) []pcsim.Fault {
		return always(pcsim.Fault{Kind: pcsim.KindDrip, Bytes: 1024, Delay: pause})
	}
	return []faultCase{
		{name: "reset before the answer, once", faults: once(kind(pcsim.KindReset))},
		{name: "reset before the answer, again and again", faults: always(kind(pcsim.KindReset))},
		{name: "cut in the header, once", faults: once(kind(pcsim.KindCutHead))},
		{name: "cut in the header, again and again", faults: always(kind(pcsim.KindCutHead))},
		{name: "cut in the body, once", faults: once(kind(pcsim.KindCut))},
		{name: "cut in the body, again and again", faults: always(kind(pcsim.KindCut))},
		{name: "no answer, once", faults: once(kind(pcsim.KindStall))},
		{name: "no answer, ever", faults: always(kind(pcsim.KindStall))},
		{name: "every answer takes 5 s", faults: always(pcsim.Fault{Kind: pcsim.KindDelay, Delay: 5 * time.Second})},
		{name: "1 KiB of the body every 100 ms", faults: slowly(100 * time.Millisecond)},
		{name: "1 KiB of the body every 16 s", faults: slowly(16 * time.Second)},
	}
}

func spoiltCases() []faultCase {
	return []faultCase{
		{name: "half of the JSON, once", faults: once(kind(pcsim.KindTruncate))},
		{name: "half of the JSON, again and again", faults: always(kind(pcsim.KindTruncate))},
		{name: "more behind the JSON", faults: always(kind(pcsim.KindSurplus))},
		{name: "not JSON", faults: always(kind(pcsim.KindGarbage))},
		{name: "other JSON than documented", faults: always(kind(pcsim.KindWrongType))},
		{name: "longer than pcgraph reads", faults: always(pcsim.Fault{Kind: pcsim.KindHuge, Bytes: matrixMaxBody})},
		{name: "longer than that once it is unpacked: a gzip bomb", faults: always(kind(pcsim.KindGzipBomb))},
		{name: "nested 100,000 levels deep", faults: always(kind(pcsim.KindDeep))},
		{name: "a redirect to another host", faults: always(kind(pcsim.KindRedirect))},
	}
}

func oddCases() []faultCase {
	return []faultCase{
		{name: "called `text/html`, but JSON", faults: always(kind(pcsim.KindContentType))},
		{name: "without a byte order mark", options: pcsim.Options{NoBOM: true}},
		{name: "everything on one page", options: pcsim.Options{Paging: pcsim.WholeList}},
		{name: "pages go on by a link", options: pcsim.Options{Paging: pcsim.NextLink}},
		{name: "dates of the year 1, without a zone, or none", faults: always(kind(pcsim.KindOddDates)), note: "what is no date is null"},
		{name: "a clock that is 1 h ahead", faults: always(kind(pcsim.KindClockSkew))},
		{
			name: "`null` in place of the first item of each page", faults: always(kind(pcsim.KindNullItem)),
			page: func(ids []string) []string { return ids[1:] }, note: "without that item",
		},
		{
			name: "the first item of each page comes twice", faults: always(kind(pcsim.KindDuplicateItem)),
			page: func(ids []string) []string { return append(slices.Clone(ids), ids[0]) }, note: "with both",
		},
		{
			name: "`null` in place of the items", faults: always(kind(pcsim.KindNullItems)),
			page: func([]string) []string { return nil }, note: "and empty",
		},
	}
}

func listCases() []faultCase {
	return []faultCase{
		{name: "a page is empty, but not the last", faults: always(kind(pcsim.KindEmptyPages))},
		{name: "five pages in a row are empty", faults: always(pcsim.Fault{Kind: pcsim.KindEmptyPages, Pages: 5})},
		{name: "a continuation token leads to itself", faults: always(kind(pcsim.KindRepeatToken))},
		{name: "continuation tokens have expired", faults: always(kind(pcsim.KindExpireTokens))},
	}
}

func refusedCases() []faultCase {
	return []faultCase{
		{name: "400", faults: always(status(400, pcsim.ShapeAPIFault, ""))},
		{name: "401, once; the token can be replaced", faults: once(kind(pcsim.KindUnauthorizedOnce)), renewable: true},
		{name: "401, always; the token can be replaced", faults: always(status(401, pcsim.ShapeEmpty, "")), renewable: true},
		{name: "401, once; the token is fixed", faults: once(kind(pcsim.KindUnauthorizedOnce))},
		{name: "401, the sign-in lacks a second factor", faults: always(pcsim.Fault{Kind: pcsim.KindStatus, Status: 401, Code: pcsim.CodeMFAClaimIsMissing}), renewable: true},
		{name: "403", faults: always(status(403, pcsim.ShapeAPIFault, ""))},
		{name: "404", faults: always(status(404, pcsim.ShapeAPIFault, ""))},
		{name: "410", faults: always(status(410, pcsim.ShapeEmpty, ""))},
	}
}
