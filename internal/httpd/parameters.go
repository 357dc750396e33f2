package httpd

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// parameters are what a request asks for.
type parameters struct {
	graphql.RawParams
	// documentID names a document in place of the query.
	documentID string
}

// parameterNames are the members of a request that this server reads. Others are left alone: the
// specification reserves them.
var parameterNames = [...]string{"query", "operationName", "variables", "extensions", "documentId", "doc_id", "id"}

// readParameters reads what a GET or a POST asks for, with so many JSON values at the most.
func readParameters(r *http.Request, values int) (*parameters, *refusal) {
	params := &parameters{RawParams: graphql.RawParams{Headers: r.Header}}
	params.ReadTime.Start = graphql.Now()
	var refused *refusal
	if r.Method == http.MethodGet {
		refused = readURL(params, r.URL.RawQuery, values)
	} else {
		refused = readBody(params, r, values)
	}
	params.ReadTime.End = graphql.Now()
	if refused == nil && params.Query == "" && params.documentID == "" && params.Extensions["persistedQuery"] == nil {
		refused = refuse(http.StatusBadRequest, "There is no query. Send the GraphQL document as the parameter `query`.")
	}
	return params, refused
}

// readURL reads the query part of a GET's address, where variables and extensions are JSON. An empty value is
// the same as none.
func readURL(params *parameters, rawQuery string, values int) *refusal {
	parsed, err := url.ParseQuery(rawQuery)
	if err != nil {
		return refuse(http.StatusBadRequest, "The query part of the address cannot be read. Encode each parameter for URLs.")
	}
	for _, name := range parameterNames {
		given := parsed[name]
		if len(given) > 1 {
			return refuseTwice(name)
		}
		if len(given) == 0 || given[0] == "" {
			continue
		}
		if !utf8.ValidString(given[0]) {
			return refuse(http.StatusBadRequest, "The parameter `%s` is not encoded in UTF-8.", name)
		}
		var value any = given[0]
		if name == "variables" || name == "extensions" {
			read := newJSONReader([]byte(given[0]), values)
			if value, err = read.value(0); isTooMuch(err) {
				return refuseValue(read, err)
			} else if err != nil || !read.end() {
				return refuse(http.StatusBadRequest, "The parameter `%s` is not JSON. Send one JSON object, encoded for URLs.", name)
			}
		}
		if refused := setParameter(params, name, value); refused != nil {
			return refused
		}
	}
	return nil
}

func readBody(params *parameters, r *http.Request, values int) *refusal {
	if refused := checkContentType(r.Header); refused != nil {
		return refused
	}
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	var netErr net.Error
	switch {
	case errors.As(err, &tooLarge):
		return refuse(http.StatusRequestEntityTooLarge, "The body is longer than %d bytes, which is the most. "+
			"Send a shorter document or fewer variables.", tooLarge.Limit)
	case errors.As(err, &netErr) && netErr.Timeout():
		return refuse(http.StatusRequestTimeout, "The body did not arrive in time. Send the request again.")
	case err != nil:
		return refuse(http.StatusBadRequest, "The body did not arrive whole. Send the request again.")
	case !utf8.Valid(body):
		return refuse(http.StatusBadRequest, "The body is not encoded in UTF-8.")
	}
	return decodeBody(params, body, values)
}

// decodeBody reads the body member by member, because encoding/json alone would take the last of two queries
// and `QUERY` for `query`.
func decodeBody(params *parameters, body []byte, values int) *refusal {
	read := newJSONReader(body, values)
	switch start, err := read.tokens.ReadToken(); {
	case errors.Is(err, io.EOF):
		return refuse(http.StatusBadRequest, "The body is empty. Send a JSON object with the member `query`.")
	case err != nil:
		return refuseValue(read, err)
	case start.Kind() == '[':
		return refuse(http.StatusBadRequest, "Several operations in one request are not supported. "+
			"Send one JSON object a request, not an array.")
	case start.Kind() != '{':
		return refuse(http.StatusBadRequest, "The body is not a JSON object. Send one with the member `query`.")
	}
	seen := map[string]bool{}
	for read.tokens.PeekKind() != '}' {
		name, err := read.name()
		if err != nil {
			return refuseValue(read, err)
		}
		value, err := read.value(1)
		if err != nil {
			return refuseValue(read, err)
		}
		if seen[name] {
			return refuseTwice(name)
		}
		if refused := setParameter(params, name, value); refused != nil {
			return refused
		}
		seen[name] = true
	}
	if _, err := read.tokens.ReadToken(); err != nil || !read.end() {
		return refuseValue(read, err)
	}
	return nil
}

// setParameter puts a decoded value in its place. Null is the same as none.
func setParameter(params *parameters, name string, value any) *refusal {
	if value == nil {
		return nil
	}
	ok, kind := true, "string"
	switch name {
	case "query":
		params.Query, ok = value.(string)
	case "operationName":
		params.OperationName, ok = value.(string)
	case "variables":
		kind = "JSON object"
		params.Variables, ok = value.(map[string]any)
	case "extensions":
		kind = "JSON object"
		params.Extensions, ok = value.(map[string]any)
	case "documentId", "doc_id", "id": // as GraphQL Code Generator's and Relay's clients write it
		before := params.documentID
		if params.documentID, ok = value.(string); ok && before != "" && before != params.documentID {
			return refuse(http.StatusBadRequest, "The request names two documents. Name one, as `documentId`.")
		}
	}
	if !ok {
		return refuse(http.StatusBadRequest, "The parameter `%s` must be a %s.", name, kind)
	}
	return nil
}

// isTooMuch reports whether a reader stopped at JSON that may be well-formed.
func isTooMuch(err error) bool {
	return errors.Is(err, errTooManyValues) || errors.Is(err, errTooDeep) || errors.Is(err, errNamedTwice)
}

// refuseValue says why JSON was not read to its end.
func refuseValue(read *jsonReader, err error) *refusal {
	switch {
	case errors.Is(err, errTooManyValues):
		return refuse(http.StatusRequestEntityTooLarge, "The request has more than %d JSON values, which is the most. "+
			"Send fewer items in its variables.", read.most)
	case errors.Is(err, errTooDeep):
		return refuse(http.StatusBadRequest, "The request has more than %d JSON lists and objects inside one another, which "+
			"is the most.", maxJSONDepth)
	case errors.Is(err, errNamedTwice):
		return refuse(http.StatusBadRequest, "The request has an object with a member twice. Give each once.")
	}
	return refuse(http.StatusBadRequest, "The body is not valid JSON: it cannot be read past byte %d. "+
		"Send one JSON object with the member `query`.", read.tokens.InputOffset())
}

// refuseTwice takes a name from the client only when it is one of this server's own.
func refuseTwice(name string) *refusal {
	for _, known := range parameterNames {
		if name == known {
			return refuse(http.StatusBadRequest, "The parameter `%s` is given twice. Give it once.", name)
		}
	}
	return refuse(http.StatusBadRequest, "The body has a member twice. Give each once.")
}
