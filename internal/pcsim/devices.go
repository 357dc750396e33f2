package pcsim

import (
	"encoding/json"
	"net/url"
	"strings"
)

// listDevices answers "Get a list of devices for the specified batch and
// customer". It takes no query; what is sent is ignored.
func (s *Server) listDevices(c *call) (any, *refusal) {
	owner, b, no := s.batch(c)
	if no != nil {
		return nil, no
	}
	devices := s.changes.list(owner.id, b)
	at, no := s.position(c, strings.Join([]string{"devices", owner.id, b.id}, "\x00"), s.options.devicesPage())
	if no != nil {
		return nil, no
	}
	if s.options.Paging == WholeList {
		at.size, b.end = devices.len(), endAbsent
	}
	at = c.pad(at)
	answer := collection[wireDevice]{Items: []wireDevice{}, Links: &links{}, Attributes: objectType("Collection")}
	further, more := at.afterEmpty()
	if !more {
		answer.Items = devices.slice(at.offset, at.size)
		further, more = at.after(devices.len() + b.end.surplus(devices.len(), at))
	}
	answer.TotalCount = len(answer.Items)
	uri := "/customers/" + owner.id + "/deviceBatches/" + url.PathEscape(b.id) + "/devices"
	if goesOn := s.goOn(c, &answer.ContinuationToken, answer.Links, uri, further, more); !goesOn && s.options.Paging == BodyToken {
		answer.ContinuationToken = b.end.token()
	}
	return answer, nil
}

// pad puts the empty pages that a fault asks for in front of a place, once.
func (c *call) pad(p place) place {
	if c.emptyPages > 0 && !p.padded {
		p.empties, p.padded = c.emptyPages, true
	}
	return p
}

// afterEmpty is where a list goes on behind one more empty page, when p is
// followed by any.
func (p place) afterEmpty() (place, bool) {
	p.empties--
	return p, p.empties >= 0
}

// after is where a list of a length goes on behind the page at p, if it does.
func (p place) after(length int) (place, bool) {
	p.offset += p.size
	p.padded = false
	return p, p.offset < length
}

// goOn writes the continuation, if there is one, in the way that the options
// choose: into token, or into l with the uri to follow.
func (s *Server) goOn(c *call, token *json.RawMessage, l *links, uri string, further place, more bool) bool {
	sent := c.request.Header.Get(headerToken)
	var text string
	switch {
	case c.repeatToken && sent != "":
		text = sent
	case more:
		text = s.next(further)
	default:
		return false
	}
	if s.options.Paging == NextLink {
		l.Next = getLink(uri, header{Key: headerToken, Value: text})
	} else {
		*token = compact(text)
	}
	return true
}

// token is the member continuationToken of the last page; nil leaves it out.
func (e listEnd) token() json.RawMessage {
	switch e {
	case endNull:
		return json.RawMessage(`null`)
	case endEmpty:
		return json.RawMessage(`""`)
	case endBlank:
		return json.RawMessage(`" "`)
	default:
		return nil
	}
}

// surplus lengthens a list that ends in a page without items, so that the last
// page with items still has a token.
func (e listEnd) surplus(length int, at place) int {
	if e == endEmptyPage && at.offset < length {
		return at.size
	}
	return 0
}
