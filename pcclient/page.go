package pcclient

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

const headerContinuation = "MS-ContinuationToken"

// Page is a part of a list.
type Page[T any] struct {
	// Items are the page's items in Partner Center's order. A page in the middle of
	// a list may be empty.
	Items []T
	// Next continues behind this page; empty on the last one.
	Next Continuation
}

// Continuation is a place in a list: the start of a page. The empty one is the
// start of the list. It is opaque, can be compared and stored, and is good only for
// the list that it came from. How long Partner Center honours one is not documented.
//
// Normally it is Partner Center's token as it was sent. A first byte of 0, which no
// token can have, marks the query of a next link that came without a token.
type Continuation string

const linkMark = "\x00"

// listCall is a call that is answered by one page of a list.
type listCall struct {
	route  route
	ids    []string
	first  url.Values // the query of the first page
	seek   url.Values // the query that goes with a token
	origin Continuation
}

// call turns the place in the list into what the request must carry.
func (l listCall) call() (call, error) {
	c := call{route: l.route, ids: l.ids}
	link, isLink := strings.CutPrefix(string(l.origin), linkMark)
	switch {
	case l.origin == "":
		c.query = l.first
	case isLink:
		query, err := url.ParseQuery(link)
		if err != nil || len(query) == 0 {
			return call{}, invalidArgument(l.route, "not a continuation")
		}
		c.query = query
	case isHeaderValue(string(l.origin)):
		c.query, c.token = l.seek, string(l.origin)
	default:
		return call{}, invalidArgument(l.route, "not a continuation")
	}
	return c, nil
}

// fetchPage makes a list call whose answer the JSON library takes apart.
func fetchPage[T identified, W wire[T]](ctx context.Context, c *Client, l listCall) (*Page[T], error) {
	return readPage(ctx, c, l, func(resp *http.Response, limit int64) (envelope[T], error) {
		var body collection[T, W]
		err := decode(resp.Body, limit, &body)
		return envelope[T]{body.Items.items, body.Items.present, body.ContinuationToken, body.Links.Next}, err
	})
}

// identified is what lists hold: things that can be told apart.
type identified interface{ id() string }

// envelope is what is read of a list's answer.
type envelope[T any] struct {
	items   []T
	present bool // whether there is a list of items, be it null
	token   string
	next    nextLink
}

// readPage makes a list call. read takes an answer apart whose body may have so many
// bytes.
func readPage[T identified](ctx context.Context, c *Client, l listCall, read func(*http.Response, int64) (envelope[T], error)) (*Page[T], error) {
	call, err := l.call()
	if err != nil {
		return nil, err
	}
	return do(ctx, c, call, func(resp *http.Response) (*Page[T], error) {
		list, err := read(resp, c.maxBodyBytes)
		if err != nil {
			return nil, err
		}
		if !list.present {
			return nil, badResponse("a list without items")
		}
		for i := range list.items {
			if list.items[i].id() == "" {
				return nil, badResponse("an item without an id")
			}
		}
		next, err := nextPage(list.token, list.next, resp.Header)
		if err != nil {
			return nil, err
		}
		return &Page[T]{Items: list.items, Next: next}, nil
	})
}

// collection is the JSON of every list. It has a totalCount too, which is not
// read: in all answers known it is the number of items on the page, and says nothing
// of the list.
type collection[T any, W wire[T]] struct {
	Items             list[T, W] `json:"items"`
	ContinuationToken string     `json:"continuationToken"`
	Links             struct {
		Next nextLink `json:"next"`
	} `json:"links"`
}

type nextLink struct {
	URI     string       `json:"uri"`
	Headers []linkHeader `json:"headers"`
}

type linkHeader struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// nextPage finds how the list goes on. Lists differ in where they say so, and the
// devices' pages document only the first place: a token in the body, in the next
// link's headers, or in the answer's own; else whatever the next link asks for.
//
// Of a link, only the query is taken. The path is made from the ids again, so that
// no answer can lead a credential to another place.
func nextPage(bodyToken string, link nextLink, header http.Header) (Continuation, error) {
	tokens := []string{bodyToken}
	for _, h := range link.Headers {
		if strings.EqualFold(h.Key, headerContinuation) {
			tokens = append(tokens, h.Value)
		}
	}
	tokens = append(tokens, header.Get(headerContinuation))
	for _, token := range tokens {
		if strings.TrimSpace(token) == "" {
			continue
		}
		if !isHeaderValue(token) {
			return "", badResponse("a continuation token that no header can carry")
		}
		// A copy, because a token may be a part of the page's text, and a place in a
		// list is kept longer than that is.
		return Continuation(strings.Clone(token)), nil
	}
	if link.URI == "" {
		return "", nil
	}
	_, rest, _ := strings.Cut(link.URI, "?")
	rest, _, _ = strings.Cut(rest, "#")
	// Some next links have two question marks, the second in place of an "&".
	query, err := url.ParseQuery(strings.ReplaceAll(rest, "?", "&"))
	if err != nil || len(query) == 0 || len(rest) > maxHeaderValueBytes {
		// Taking this for the last page would cut the list short unnoticed.
		return "", badResponse("a next link that cannot be followed")
	}
	return Continuation(linkMark + encodeQuery(query)), nil
}
