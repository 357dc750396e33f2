package pcclient

import (
	"fmt"
	"strings"
)

// scanner reads one JSON document (RFC 8259) from front to back. It takes a third of
// the time of the JSON library, which has to find its way by reflection. It is for
// pages of devices alone, of which there are hundreds where there is one of anything
// else; what it takes and refuses is what the library does.
//
// The first fault ends it: the cursor goes to the end of the text, where every later
// read fails as well, so that nobody has to ask in between. What was read is worth
// nothing then.
//
// Texts are parts of the document, not copies: whoever keeps one keeps all of it.
type scanner struct {
	text    string
	at      int
	depth   int
	fault   fault
	faultAt int
	// unescaped is where the texts that had escapes are, one behind the other.
	unescaped strings.Builder
}

// maxDepth is how many objects and lists may be inside each other: a page has five.
const maxDepth = 512

// fault is what is wrong with a document.
type fault uint8

const (
	sound fault = iota
	cutShort
	notJSON
	otherShape // JSON, but not what was asked for
	tooDeep
)

// fail ends the reading.
func (s *scanner) fail(f fault) {
	if s.fault == sound {
		s.fault, s.faultAt = f, s.at
	}
	s.at = len(s.text)
}

// unexpected fails because of the byte at the cursor, or because there is none.
func (s *scanner) unexpected() {
	if s.at < len(s.text) {
		s.fail(notJSON)
	} else {
		s.fail(cutShort)
	}
}

// misfit fails because of the value at the cursor, which is not of the kind that was
// asked for. It is read first, for a document that ends in it was cut short, and
// may be whole the next time.
func (s *scanner) misfit() {
	start := s.at
	s.skip()
	if s.fault == sound {
		s.at = start
		s.fail(otherShape)
	}
}

// end makes sure that nothing follows.
func (s *scanner) end() {
	s.peek()
	if s.at < len(s.text) {
		s.unexpected()
	}
}

// err is what went wrong, nil if nothing did. It says where, and quotes nothing.
func (s *scanner) err() error {
	switch s.fault {
	case sound:
		return nil
	case cutShort:
		return cutShortBody()
	case otherShape:
		return badResponse(fmt.Sprintf("of an unexpected shape at byte %d", s.faultAt))
	case tooDeep:
		return badResponse(fmt.Sprintf("nested too deep at byte %d", s.faultAt))
	}
	return badResponse(fmt.Sprintf("not JSON at byte %d", s.faultAt))
}

// peek moves past white space and returns the byte there. At the end it is 0, with
// which nothing in JSON begins.
func (s *scanner) peek() byte {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// opens enters an object or a list, as bracket says, and reports whether there is
// something in it. A null is as good as an empty one.
//
//	for more := s.opens('['); more; more = s.more('[') { … }
func (s *scanner) opens(bracket byte) bool {
	switch s.peek() {
	case bracket:
	case 'n':
		s.literal("null")
		return false
	default:
		s.misfit()
		return false
	}
	if s.depth == maxDepth {
		s.fail(tooDeep)
		return false
	}
	s.at++
	if s.peek() == closing(bracket) {
		s.at++
		return false
	}
	s.depth++
	return true
}

// more moves past what separates two members or items and reports whether another
// one follows. Behind the last it leaves the object or the list.
func (s *scanner) more(bracket byte) bool {
	switch s.peek() {
	case ',':
		s.at++
		return true
	case closing(bracket):
		s.at++
		s.depth--
		return false
	}
	s.unexpected()
	return false
}

// closing is the bracket that goes with { or [. In ASCII it is the next but one.
func closing(bracket byte) byte { return bracket + 2 }

// name reads a member's name and the colon behind it.
func (s *scanner) name() string {
	if s.peek() != '"' {
		s.unexpected()
		return ""
	}
	name := s.quoted()
	if s.peek() != ':' {
		s.unexpected()
		return ""
	}
	s.at++
	return name
}

// null moves past a null and reports whether there was one.
func (s *scanner) null() bool {
	if s.peek() != 'n' {
		return false
	}
	s.literal("null")
	return true
}

// literal moves past a word, which must be the given one.
func (s *scanner) literal(word string) {
	if strings.HasPrefix(s.text[s.at:], word) {
		s.at += len(word)
		return
	}
	for i := 0; s.at < len(s.text) && s.text[s.at] == word[i]; i++ {
		s.at++
	}
	s.unexpected()
}
