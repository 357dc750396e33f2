package pcclient

import (
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// string reads a string, which is empty when it is null.
func (s *scanner) string() string {
	switch s.peek() {
	case '"':
		return s.quoted()
	case 'n':
		s.literal("null")
	default:
		s.misfit()
	}
	return ""
}

// stringOrNumber reads a string that may come as a number, whose digits are kept.
// Anything else is empty.
func (s *scanner) stringOrNumber() string {
	switch c := s.peek(); {
	case c == '"':
		return s.quoted()
	case startsNumber(c):
		return s.number()
	}
	s.skip()
	return ""
}

// quoted reads a string, at whose quotation mark the cursor is.
func (s *scanner) quoted() string {
	start := s.at + 1
	s.at = plainEnd(s.text, start)
	if s.at < len(s.text) && s.text[s.at] == '"' {
		s.at++
		return s.text[start : s.at-1]
	}
	return s.unescape(start)
}

// unescape reads a string that begins at start and is plain up to the cursor.
func (s *scanner) unescape(start int) string {
	if s.unescaped.Cap() == 0 {
		// Where one name is escaped, so are most: growing from nothing would take
		// more steps than the names are worth.
		s.unescaped.Grow(min(len(s.text)-start, 1<<10))
	}
	from := s.unescaped.Len()
	for {
		s.unescaped.WriteString(s.text[start:s.at])
		if s.at == len(s.text) || s.text[s.at] != '\\' {
			break
		}
		s.unescaped.WriteRune(s.escape())
		start = s.at
		s.at = plainEnd(s.text, start)
	}
	s.closeQuote()
	return s.unescaped.String()[from:]
}

// skipQuoted moves past a string, at whose quotation mark the cursor is.
func (s *scanner) skipQuoted() {
	s.at = plainEnd(s.text, s.at+1)
	for s.at < len(s.text) && s.text[s.at] == '\\' {
		s.escape()
		s.at = plainEnd(s.text, s.at)
	}
	s.closeQuote()
}

func (s *scanner) closeQuote() {
	if s.at == len(s.text) || s.text[s.at] != '"' {
		s.unexpected() // a control character, or the end
		return
	}
	s.at++
}

// escape reads an escape sequence, at whose backslash the cursor is. Half a
// character is the replacement character, like any other broken one.
func (s *scanner) escape() rune {
	s.at++
	if s.at == len(s.text) {
		s.unexpected()
		return utf8.RuneError
	}
	c := s.text[s.at]
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		s.at++
		return s.escapedRune()
	default:
		s.unexpected()
		return utf8.RuneError
	}
	s.at++
	return rune(c)
}

// escapedRune reads what stands behind \u: a character, or the first half of one
// whose other half follows as a second escape.
func (s *scanner) escapedRune() rune {
	r := s.hex()
	if !utf16.IsSurrogate(r) {
		return r
	}
	behind := s.at
	if strings.HasPrefix(s.text[behind:], `\u`) {
		s.at += len(`\u`)
		if pair := utf16.DecodeRune(r, s.hex()); pair != utf8.RuneError {
			return pair
		}
		if s.fault == sound {
			s.at = behind // the second is a character of its own
		}
	}
	return utf8.RuneError
}

// hex reads four hexadecimal digits.
func (s *scanner) hex() rune {
	var r rune
	for range 4 {
		var c byte
		if s.at < len(s.text) {
			c = s.text[s.at]
		}
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			s.unexpected()
			return utf8.RuneError
		}
		r = r<<4 | rune(c)
		s.at++
	}
	return r
}

// plainEnd is where the characters of a string that stand for themselves end: at a
// quotation mark, a backslash or a control character, or at the text's end. It looks
// at eight bytes at a time; the compiler makes one load of the eight.
func plainEnd(text string, at int) int {
	for ; at+8 <= len(text); at += 8 {
		t := text[at : at+8]
		w := uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
			uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
		if found := below(w^each*'"', 1) | below(w^each*'\\', 1) | below(w, ' '); found != 0 {
			return at + bits.TrailingZeros64(found)/8
		}
	}
	for at < len(text) && text[at] >= ' ' && text[at] != '"' && text[at] != '\\' {
		at++
	}
	return at
}

const (
	each    = 0x0101010101010101 // times a byte: that byte eight times
	highest = each << 7
)

// below marks the bytes of w that are smaller than limit, by their highest bits.
// Bytes above the lowest one found may be marked by mistake, because that one
// borrows from them.
func below(w uint64, limit uint64) uint64 { return (w - each*limit) &^ w & highest }
