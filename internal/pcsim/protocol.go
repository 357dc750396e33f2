package pcsim

import (
	"mime"
	"net/http"
	"strings"
)

// admit checks everything that holds for every request, in the order in which
// the service's layers see it, and gives the handler.
func (s *Server) admit(c *call) (handler, *refusal) {
	if no := s.authenticate(c.request); no != nil {
		return nil, no
	}
	for _, name := range []string{headerRequestID, headerCorrelationID} {
		for _, value := range c.request.Header.Values(name) {
			if !isGUID(value) {
				return nil, badRequest("The header %s must be a GUID such as 3705fc6d-4127-4a87-bdba-9658f73fe019.", name)
			}
		}
	}
	// "Partner Center REST headers" calls the header required, but official
	// clients leave it out.
	if version := c.request.Header.Get("MS-Contract-Version"); version != "" && version != "v1" {
		return nil, badRequest("The header MS-Contract-Version must be v1.")
	}
	if !acceptsJSON(c.request.Header.Values("Accept")) {
		// invented: the code
		return nil, refuse(http.StatusNotAcceptable, CodeInvalidRequest, "The header Accept does not allow application/json, and there is nothing else.")
	}
	return c.address.handler(c.request.Method)
}

// authenticate wants one bearer token. What is refused here is refused by a
// layer in front of the API: with an empty body.
func (s *Server) authenticate(r *http.Request) *refusal {
	credentials := r.Header.Values("Authorization")
	if len(credentials) != 1 {
		return unauthorized("Bearer")
	}
	if token := bearer(r); token == "" || !s.options.accepts(token) {
		return unauthorized(`Bearer error="invalid_token"`)
	}
	return nil
}

// bearer is the token of a well-formed Authorization header, else empty.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || strings.ContainsAny(token, " \t,") {
		return ""
	}
	return token
}

func unauthorized(challenge string) *refusal {
	return &refusal{status: http.StatusUnauthorized, header: http.Header{"Www-Authenticate": {challenge}}}
}

func acceptsJSON(values []string) bool {
	accept := strings.TrimSpace(strings.Join(values, ","))
	if accept == "" {
		return true
	}
	for part := range strings.SplitSeq(accept, ",") {
		mediaType, _, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		switch mediaType {
		case "application/json", "application/*", "*/*":
			return true
		}
	}
	return false
}

// customer is the customer that the path names.
func (s *Server) customer(c *call) (customer, *refusal) {
	return s.relation(c.address.customer)
}

// relation gives the customer with an id, if the partner has it.
func (s *Server) relation(id string) (customer, *refusal) {
	if !isGUID(id) {
		return customer{}, refuse(http.StatusBadRequest, CodeBadInput, "The customer ID %q is not a GUID.", id)
	}
	found, ok := s.world.find(id)
	if !ok {
		return customer{}, refuse(http.StatusForbidden, CodeNoRelationship, "No relationship between caller and account.")
	}
	return found, nil
}

// batch is the customer and the batch that the path names.
func (s *Server) batch(c *call) (customer, batch, *refusal) {
	owner, no := s.customer(c)
	if no != nil {
		return customer{}, batch{}, no
	}
	found, no := owner.batch(c.address.batch)
	return owner, found, no
}

func (c customer) batch(id string) (batch, *refusal) {
	found, ok := c.batches.find(id)
	if !ok {
		return batch{}, notFound("The customer has no batch %q.", id)
	}
	return found, nil
}
