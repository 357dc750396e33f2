package httpd

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// parameterNames are the members of a request that this server reads. Others are left alone: the
// specification reserves them.
var parameterNames = [...]string{"query", "operationName", "variables", "extensions"}

// readParameters reads what a GET or a POST asks for.
func readParameters(r *http.Request) (*graphql.RawParams, *refusal) {
	params := &graphql.RawParams{Headers: r.Header}
	params.ReadTime.Start = graphql.Now()
	var refused *refusal
	if r.Method == http.MethodGet {
		refused = readURL(params, r.URL.RawQuery)
	} else {
		refused = readBody(params, r)
	}
	params.ReadTime.End = graphql.Now()
	if refused == nil && params.Query == "" {
		refused = refuse(http.StatusBadRequest, "There is no query. Send the GraphQL document as the parameter `query`.")
	}
	return params, refused
}

// readURL reads the query part of a GET's address, where variables and extensions are JSON. An empty value is
// the same as none.
func readURL(params *graphql.RawParams, rawQuery string) *refusal {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return refuse(http.StatusBadRequest, "The query part of the address cannot be read. Encode each parameter for URLs.")
	}
	for _, name := range parameterNames {
		given := values[name]
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
			dec := newDecoder([]byte(given[0]))
			if err := dec.Decode(&value); err != nil || !atEnd(dec) {
				return refuse(http.StatusBadRequest, "The parameter `%s` is not JSON. Send one JSON object, encoded for URLs.", name)
			}
		}
		if refused := setParameter(params, name, value); refused != nil {
			return refused
		}
	}
	return nil
}

func readBody(params *graphql.RawParams, r *http.Request) *refusal {
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
	return decodeBody(params, body)
}

// decodeBody reads the body member by member, because encoding/json alone would take the last of two queries
// and `QUERY` for `query`.
func decodeBody(params *graphql.RawParams, body []byte) *refusal {
	dec := newDecoder(body)
	switch start, err := dec.Token(); {
	case errors.Is(err, io.EOF):
		return refuse(http.StatusBadRequest, "The body is empty. Send a JSON object with the member `query`.")
	case err != nil:
		return refuseJSON(dec)
	case start == json.Delim('['):
		return refuse(http.StatusBadRequest, "Several operations in one request are not supported. "+
			"Send one JSON object a request, not an array.")
	case start != json.Delim('{'):
		return refuse(http.StatusBadRequest, "The body is not a JSON object. Send one with the member `query`.")
	}
	seen := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return refuseJSON(dec)
		}
		name, _ := key.(string)
		var value any
		if err := dec.Decode(&value); err != nil {
			return refuseJSON(dec)
		}
		if seen[name] {
			return refuseTwice(name)
		}
		if refused := setParameter(params, name, value); refused != nil {
			return refused
		}
		seen[name] = true
	}
	if _, err := dec.Token(); err != nil || !atEnd(dec) {
		return refuseJSON(dec)
	}
	return nil
}

// setParameter puts a decoded value in its place. Null is the same as none.
func setParameter(params *graphql.RawParams, name string, value any) *refusal {
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
	}
	if !ok && value != nil {
		return refuse(http.StatusBadRequest, "The parameter `%s` must be a %s.", name, kind)
	}
	return nil
}

// newDecoder keeps numbers as they are written: an ID of twenty digits is not a float.
func newDecoder(text []byte) *json.Decoder {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	return dec
}

func atEnd(dec *json.Decoder) bool {
	_, err := dec.Token()
	return errors.Is(err, io.EOF)
}

func refuseJSON(dec *json.Decoder) *refusal {
	return refuse(http.StatusBadRequest, "The body is not valid JSON: it cannot be read past byte %d. "+
		"Send one JSON object with the member `query`.", dec.InputOffset())
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
