package pcclient

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// route is the template of an endpoint's path as Partner Center's pages print it,
// such as "/v1/customers/{customer-id}". A name in braces stands for one id.
type route string

// op names the endpoint in errors and logs.
func (r route) op() string { return http.MethodGet + " " + string(r) }

// url is the one place where paths are made. Each id becomes exactly one segment
// of the path, whatever it is.
func (r route) url(base *url.URL, ids []string) (*url.URL, error) {
	// Both, or an escaped slash would go out as a slash.
	var path, rawPath strings.Builder
	path.WriteString(base.Path)
	rawPath.WriteString(base.RawPath)
	for part := range strings.SplitSeq(strings.TrimPrefix(string(r), "/"), "/") {
		segment, escaped := part, part
		if name, isID := strings.CutPrefix(part, "{"); isID {
			if len(ids) == 0 {
				return nil, invalidArgument(r, "an id is missing")
			}
			segment, ids = ids[0], ids[1:]
			var fault string
			if escaped, fault = escapeSegment(segment); fault != "" {
				return nil, invalidArgument(r, strings.TrimSuffix(name, "}")+" "+fault)
			}
		}
		path.WriteByte('/')
		path.WriteString(segment)
		rawPath.WriteByte('/')
		rawPath.WriteString(escaped)
	}
	u := *base
	u.Path, u.RawPath = path.String(), rawPath.String()
	return &u, nil
}

// escapeSegment escapes an id so that it is one segment of a path, or says what
// makes that impossible. Escaping alone is not enough: ".." has nothing to escape,
// and would climb out of its list.
func escapeSegment(id string) (escaped, fault string) {
	switch {
	case id == "":
		return "", "is empty"
	case isDotSegment(id):
		return "", "is a relative path"
	case !utf8.ValidString(id):
		return "", "is not UTF-8"
	case strings.ContainsFunc(id, unicode.IsControl):
		return "", "has a control character"
	}
	return percentEncode(id), ""
}

func isDotSegment(segment string) bool { return segment == "." || segment == ".." }

// percentEncode escapes everything but letters, digits and "-_.~". That is more
// than a path or a query needs, but leaves nothing that two servers could read in
// two ways: a "+" may be a space to one of them, a ";" a separator.
func percentEncode(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// encodeQuery is url.Values.Encode with spaces that every server understands.
func encodeQuery(query url.Values) string {
	return strings.ReplaceAll(query.Encode(), "+", "%20")
}

// maxHeaderValueBytes is about what servers take for all headers together.
const maxHeaderValueBytes = 8 << 10

// isHeaderValue reports whether s arrives unchanged when it is sent as a header:
// ASCII without control characters, and no space at its ends, where it would be cut.
// A tab is legal inside a value, but something on the way may make a space of it.
func isHeaderValue(s string) bool {
	if len(s) > maxHeaderValueBytes || strings.Trim(s, " ") != s {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}
