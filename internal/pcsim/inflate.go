package pcsim

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"slices"
)

// Faults that make an answer larger for its reader than it looks.

func (k strike) deep() (reply, error) {
	answer, err := k.next()
	if err != nil || answer.status != http.StatusOK {
		return answer, err
	}
	levels := int(k.fault.Bytes)
	// Not with edit: encoding/json refuses to write this.
	member := slices.Concat([]byte(`"deep":`), bytes.Repeat([]byte("["), levels), bytes.Repeat([]byte("]"), levels), []byte(","))
	answer.body = slices.Insert(answer.body, answer.open(), member...)
	return answer, nil
}

func (k strike) gzipBomb() (reply, error) {
	answer, err := k.next()
	if err != nil || answer.status != http.StatusOK {
		return answer, err
	}
	// The parts of a gzip file may be packed each for itself, and repeated.
	const piece = 1 << 20
	spaces := packed(bytes.Repeat([]byte(" "), piece))
	rest := packed(bytes.Repeat([]byte(" "), int(k.fault.Bytes%piece)))
	open := answer.open()
	answer.body = slices.Concat(
		packed(answer.body[:open]), bytes.Repeat(spaces, int(k.fault.Bytes/piece)), rest, packed(answer.body[open:]))
	answer.header.Set("Content-Encoding", "gzip")
	return answer, nil
}

func packed(text []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(text) // into memory, which does not fail
	_ = w.Close()
	return out.Bytes()
}
