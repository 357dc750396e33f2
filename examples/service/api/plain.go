package api

import (
	"strings"
	"unicode"
)

// plain is a foreign text as a terminal may show it: one line, no control
// characters, not too long.
func plain(text string) string {
	const most = 500
	clean := []rune(strings.ToValidUTF8(strings.Map(printable, text), ""))
	if len(clean) > most {
		clean = append(clean[:most], '…')
	}
	return string(clean)
}

// printable maps whatever a terminal might act upon to a space.
func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}
