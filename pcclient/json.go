package pcclient

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// This is the only file that knows the JSON library, which becomes encoding/json/v2
// of the standard library when the module moves to Go 1.27. Keep to the names that
// both have.

// lenient is what Partner Center needs: its names come in more than one case, and
// neither a repeated name nor a broken character is worth losing a page for.
var lenient = json.JoinOptions(
	json.MatchCaseInsensitiveNames(true),
	jsontext.AllowDuplicateNames(true),
	jsontext.AllowInvalidUTF8(true),
)

const (
	byteOrderMark = "\xef\xbb\xbf"
	// sniffedBytes is how far into a body markup is looked for.
	sniffedBytes = 64
)

// decode reads the one JSON document that body must be, with or without a byte
// order mark. Its error is an *Error of KindBadResponse, or what broke the
// connection while the body was read. After an error, to holds a part of the
// document and is to be thrown away.
//
// What the library says of a broken document may quote it, so no error does.
func decode(body io.ReadCloser, limit int64, to any) error {
	// http.MaxBytesReader rather than io.LimitReader, whose end would look like
	// that of the document.
	source := &readErrorKeeper{Reader: http.MaxBytesReader(nil, body, limit)}
	buffered := bufio.NewReaderSize(source, 512)
	if start, _ := buffered.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		_, _ = buffered.Discard(len(byteOrderMark))
	}
	start, _ := buffered.Peek(sniffedBytes)
	if bytes.HasPrefix(bytes.TrimLeft(start, " \t\r\n"), []byte("<")) {
		return markupBody()
	}

	err := json.UnmarshalRead(buffered, to, lenient)
	if err == nil {
		return nil
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](source.err); tooLarge {
		return tooLargeBody(limit)
	}
	if source.err != nil {
		return source.err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return cutShortBody()
	}
	reason := "not JSON"
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		reason = fmt.Sprintf("not JSON at byte %d", e.ByteOffset)
	} else if e, ok := errors.AsType[*json.SemanticError](err); ok {
		reason = fmt.Sprintf("of an unexpected shape at byte %d", e.ByteOffset)
	}
	return badResponse(reason)
}

func markupBody() error { return badResponse("HTML or XML in place of JSON") }

func tooLargeBody(limit int64) error {
	return badResponse("larger than " + strconv.FormatInt(limit, 10) + " bytes")
}

func cutShortBody() error {
	return &Error{Kind: KindBadResponse, reason: "empty or cut short", Err: io.ErrUnexpectedEOF}
}

// readErrorKeeper keeps what ended a body before its time, to tell a connection
// that broke from a document that is broken.
type readErrorKeeper struct {
	io.Reader
	err error
}

func (r *readErrorKeeper) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// wire is an item as it is sent, which knows what it is for the caller.
type wire[T any] interface{ value() T }

const (
	// pageSize is how many devices Partner Center puts on a page.
	pageSize = 100
	// expectedItems is how many items there is room for from the start: few
	// customers have more batches.
	expectedItems = 16
	// maxItems bounds what a page of tiny items can grow to in memory.
	maxItems = 100_000
)

// list is an array whose absence shows, and whose null items are dropped.
type list[T any, W wire[T]] struct {
	present bool
	items   []T
}

func (l *list[T, W]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	l.present, l.items = true, nil
	switch dec.PeekKind() {
	case 'n':
		return dec.SkipValue()
	case '{', '"', '0', 't', 'f':
		return errors.New("not a list")
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	var item W // one for all, because decoding moves it to the heap
	for dec.PeekKind() != ']' {
		if dec.PeekKind() == 'n' {
			if err := dec.SkipValue(); err != nil {
				return err
			}
			continue
		}
		var empty W
		item = empty
		if err := json.UnmarshalDecode(dec, &item); err != nil {
			return err
		}
		if l.items == nil {
			l.items = make([]T, 0, expectedItems)
		}
		if len(l.items) == maxItems {
			return errors.New("too many items")
		}
		l.items = append(l.items, item.value())
	}
	_, err := dec.ReadToken()
	return err
}

// text is a string that may come as a number, as enumeration values and error codes
// do; the number's digits are kept. Anything else is empty.
type text string

func (t *text) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	switch dec.PeekKind() {
	case '"':
		return json.UnmarshalDecode(dec, (*string)(t))
	case '0':
		number, err := dec.ReadValue()
		*t = text(number)
		return err
	}
	*t = ""
	return dec.SkipValue()
}

// count is a number of things; nil when it is missing or is no such number.
type count struct{ value *int }

func (c *count) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	var t text
	if err := t.UnmarshalJSONFrom(dec); err != nil {
		return err
	}
	c.value = nil
	if n, err := strconv.Atoi(string(t)); err == nil && n >= 0 {
		c.value = &n
	}
	return nil
}

// date is a moment in any of the forms that parseDate knows.
type date struct{ time.Time }

func (d *date) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	d.Time = time.Time{}
	if dec.PeekKind() != '"' {
		return dec.SkipValue()
	}
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	d.Time = parseDate(token.String())
	return nil
}

// searchFilter is the filter of the page "Get a list of customers filtered by a
// search field".
type searchFilter struct {
	Field    string
	Value    string
	Operator string
}

// String is the filter as the query carries it. It is empty when Value is not UTF-8.
func (f searchFilter) String() string {
	encoded, err := json.Marshal(f)
	if err != nil {
		return ""
	}
	return string(encoded)
}
