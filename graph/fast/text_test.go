package fast

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/99designs/gqlgen/graphql"
)

// FuzzText: a text is written as gqlgen writes it.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "plain", "12345678", `1234567"`, `12345678\`, "\x00\t\n\r\x1f \x7f", "grün \xff", "\u2028<>&", "/\t/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want bytes.Buffer
		graphql.MarshalString(text).MarshalGQL(&want)
		if got := appendText(nil, text); !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%q is %s, gqlgen writes %s", text, got, want.Bytes())
		}
	})
}

// TestPlainWord tries every byte at every place of a word, among others that are
// just not to be found.
func TestPlainWord(t *testing.T) {
	t.Parallel()
	for _, other := range []byte{' ', '!', '#', '[', ']', 0x7f, 0x80, 0xff} {
		for c := range 256 {
			plain := c >= ' ' && c != '"' && c != '\\'
			for place := range 8 {
				word := bytes.Repeat([]byte{other}, 8)
				word[place] = byte(c)
				if isPlainWord(binary.LittleEndian.Uint64(word)) != plain {
					t.Fatalf("%q is plain: %t", word, !plain)
				}
				if isPlain(word[:place+1]) != plain || isPlain(append([]byte("12345678"), word...)) != plain {
					t.Fatalf("%q is plain: %t", word[:place+1], !plain)
				}
			}
		}
	}
}
