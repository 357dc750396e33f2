package httpd

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// maxJSONDepth is how many lists and objects of a request's JSON may stand inside one another.
const maxJSONDepth = 64

// Why a reader stopped, beside JSON that is none.
var (
	errTooManyValues = errors.New("too many JSON values")
	errTooDeep       = errors.New("JSON values too deep")
	errNamedTwice    = errors.New("an object with a name twice")
)

// A jsonReader reads JSON into what gqlgen takes for variables: map[string]any, []any, string, json.Number, bool and
// nil. Numbers stay as they are written: an ID of twenty digits is not a float. It counts what it reads, because an
// empty list is two bytes in a body and many times that in memory.
type jsonReader struct {
	tokens     *jsontext.Decoder
	most, read int // values
}

// newJSONReader reads from text, which must be UTF-8. A lone surrogate in it becomes U+FFFD.
func newJSONReader(text []byte, values int) *jsonReader {
	tokens := jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	return &jsonReader{tokens: tokens, most: values}
}

// value reads the next value, which stands inside so many others.
func (r *jsonReader) value(depth int) (any, error) {
	if r.read++; r.read > r.most {
		return nil, errTooManyValues
	}
	if depth > maxJSONDepth {
		return nil, errTooDeep
	}
	token, err := r.tokens.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return token.Bool(), nil
	case '"':
		return token.String(), nil
	case '0':
		return json.Number(token.String()), nil
	case '[':
		return r.list(depth)
	default: // '{', since no value begins with an end
		return r.object(depth)
	}
}

func (r *jsonReader) list(depth int) (any, error) {
	list := []any{}
	for r.tokens.PeekKind() != ']' {
		value, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := r.tokens.ReadToken()
	return list, err
}

func (r *jsonReader) object(depth int) (any, error) {
	object := map[string]any{}
	for r.tokens.PeekKind() != '}' {
		name, err := r.name()
		if err != nil {
			return nil, err
		}
		if _, twice := object[name]; twice {
			return nil, errNamedTwice
		}
		if object[name], err = r.value(depth + 1); err != nil {
			return nil, err
		}
	}
	_, err := r.tokens.ReadToken()
	return object, err
}

func (r *jsonReader) name() (string, error) {
	token, err := r.tokens.ReadToken()
	if err != nil {
		return "", err
	}
	return token.String(), nil
}

// end reports whether nothing follows but white space.
func (r *jsonReader) end() bool {
	_, err := r.tokens.ReadToken()
	return errors.Is(err, io.EOF)
}
