package pcsim

import (
	"encoding/base64"
	"encoding/binary"
	"maps"
	"net/http"
	"strings"
	"time"
)

const (
	headerRequestID     = "MS-RequestId"
	headerCorrelationID = "MS-CorrelationId"
	headerToken         = "MS-ContinuationToken"
	headerLocale        = "X-Locale"

	contentTypeJSON = "application/json; charset=utf-8"

	byteOrderMark = "\ufeff"
)

// call is one request on its way through the server.
type call struct {
	request *http.Request
	number  uint64 // requests are numbered, so that tracing headers differ
	address address

	// Faults that change what a handler lists, rather than the bytes it made.
	emptyPages  int
	repeatToken bool
}

// exchange turns a request into a reply. The error is the context's: the client
// has left and there is nobody to answer. done must be called once the reply is
// sent or given up; calling it again does nothing.
func (s *Server) exchange(r *http.Request) (answer reply, done func(), err error) {
	if action, ok := adminAction(r.URL.Path); ok {
		return s.administer(r, action), func() {}, nil
	}
	done = s.calls.begin(r.Method + " " + r.URL.EscapedPath())
	arrived := time.Now()
	c := &call{request: r, number: s.sequence.Add(1), address: s.routes.parse(r.URL.EscapedPath())}
	if answer, err = s.afflict(c, s.faults.all()); err != nil {
		return reply{}, done, err
	}
	// What it took to make the answer is a part of the latency, not added to it.
	return answer, done, wait(r.Context(), s.options.Latency-time.Since(arrived))
}

// afflict passes the call through the first fault that takes it, which may pass
// it on to those behind it and in the end to the API itself. A fault that is
// never reached is not used up.
func (s *Server) afflict(c *call, faults []*activeFault) (reply, error) {
	for i, fault := range faults {
		if fault.take(c) {
			next := func() (reply, error) { return s.afflict(c, faults[i+1:]) }
			return fault.how.act(strike{fault: fault, server: s, call: c, next: next})
		}
	}
	return s.respond(c), nil
}

// respond is Partner Center itself.
func (s *Server) respond(c *call) reply {
	handle, no := s.admit(c)
	if no != nil {
		return s.refused(c, no)
	}
	body, no := handle(s, c)
	if no != nil {
		return s.refused(c, no)
	}
	text := compact(body)
	if !s.options.NoBOM {
		text = append([]byte(byteOrderMark), text...)
	}
	return reply{status: http.StatusOK, header: s.headers(c), body: text}
}

func (s *Server) refused(c *call, no *refusal) reply {
	header := http.Header{}
	if no.code != "" { // the authentication layer stands before what writes these
		header = s.headers(c)
	}
	maps.Copy(header, no.header)
	return reply{status: no.status, header: header, body: no.body()}
}

// headers are those of an answer that the API itself gives. Ids that the request
// brought are sent back; the others are made up from the number of the request.
func (s *Server) headers(c *call) http.Header {
	bits := mix(s.options.Bulk.Seed ^ mix(c.number))
	echo := func(name string, made uint64) string {
		if sent := c.request.Header.Get(name); isGUID(sent) {
			return sent
		}
		return guid(made, mix(made))
	}
	vector := binary.BigEndian.AppendUint64(nil, bits)
	vector = binary.BigEndian.AppendUint32(vector, uint32(mix(bits)))
	locale := c.request.Header.Get(headerLocale)
	if locale == "" || strings.ContainsAny(locale, ",;") {
		locale = "en-US"
	}
	header := http.Header{}
	header.Set(headerRequestID, echo(headerRequestID, mix(bits+1)))
	header.Set(headerCorrelationID, echo(headerCorrelationID, mix(bits+2)))
	header.Set("MS-CV", base64.StdEncoding.EncodeToString(vector)+".0")
	header.Set("MS-ServerId", "0000112E")
	header.Set("Request-Context", "appId=cid-v1:03ce8ca8-8373-4021-8f25-d5dd45c7b12f")
	header.Set(headerLocale, locale+","+locale) // doubled, as recorded
	header.Set("Content-Type", contentTypeJSON)
	return header
}
