package fast

import "encoding/binary"

// appendText appends s as graphql.MarshalString writes it: only what JSON does
// not allow in a string is escaped, and bytes that are no UTF-8 pass.
func appendText(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := len(dst)
	dst = append(dst, s...)
	if !isPlain(dst[start:]) {
		dst = appendEscaped(dst[:start], s)
	}
	return append(dst, '"')
}

func appendEscaped(dst []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\t':
			dst = append(dst, `\t`...)
		case c == '\r':
			dst = append(dst, `\r`...)
		case c == '\n':
			dst = append(dst, `\n`...)
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// isPlain says that text can stand in a JSON string as it is. It looks at eight
// bytes at once, because every string of an answer passes here.
func isPlain(text []byte) bool {
	if len(text) >= 8 {
		for at := 0; at < len(text)-8; at += 8 {
			if !isPlainWord(binary.LittleEndian.Uint64(text[at:])) {
				return false
			}
		}
		// The last eight, some of them for the second time.
		return isPlainWord(binary.LittleEndian.Uint64(text[len(text)-8:]))
	}
	for _, c := range text {
		if c < ' ' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// isPlainWord does it for eight bytes below 0x80, and takes all others for plain.
// Of a byte's highest bit: it is not set in such a byte, and becomes set by a
// subtraction of n when the byte is less than n. A byte equals c when it is less
// than 1 after the exclusive or with c.
func isPlainWord(w uint64) bool {
	const ones, highest = 0x0101010101010101, 0x8080808080808080
	below := (w - ones*' ') | (w ^ ones*'"' - ones) | (w ^ ones*'\\' - ones)
	return below&^w&highest == 0
}

// isName says that text is a GraphQL name, or digits.
func isName(text string) bool {
	for i := range len(text) {
		c := text[i]
		if !('A' <= c && c <= 'Z' || c == '_' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return text != ""
}
