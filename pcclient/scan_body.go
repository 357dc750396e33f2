package pcclient

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxPooledBytes bounds the buffers that are kept for the next body: a page of 100
// devices is some 40 KB. It bounds as well what an answer's length is believed.
const maxPooledBytes = 1 << 20

var bodyBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readText reads a body that must be text, with or without a byte order mark, which
// is not a part of the result. length is what the answer says that the body has,
// negative when it does not; limit is what it may have. Both are in bytes.
//
// The result is UTF-8 throughout, so that nobody has to look again: what was not is
// the replacement character. An error is an *Error of KindBadResponse, or what broke
// the connection.
func readText(body io.ReadCloser, length, limit int64) (string, error) {
	buffer := bodyBuffers.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= maxPooledBytes {
			buffer.Reset()
			bodyBuffers.Put(buffer)
		}
	}()
	// With less than MinRead to spare, the buffer would grow once more at the end.
	buffer.Grow(int(min(max(length, 0), limit, maxPooledBytes-bytes.MinRead)) + bytes.MinRead)

	// http.MaxBytesReader rather than io.LimitReader, whose end would look like that
	// of the text.
	_, err := buffer.ReadFrom(http.MaxBytesReader(nil, body, limit))
	read := bytes.TrimPrefix(buffer.Bytes(), []byte(byteOrderMark))
	if bytes.HasPrefix(bytes.TrimLeft(read, " \t\r\n"), []byte("<")) {
		return "", markupBody()
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return "", tooLargeBody(limit)
	}
	if err != nil {
		return "", err
	}
	text := string(read)
	if utf8.Valid(read) {
		return text, nil
	}
	// Map puts the replacement character in place of each byte that is not UTF-8.
	return strings.Map(func(r rune) rune { return r }, text), nil
}
