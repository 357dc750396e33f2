package pcclient

import "strings"

// member is a member of a page of devices that is read; the others are skipped.
type member uint8

const (
	memberUnknown member = iota
	memberItems
	memberContinuationToken
	memberLinks
	memberNext
	memberURI
	memberHeaders
	memberKey
	memberValue
	memberID
	memberSerialNumber
	memberProductKey
	memberHardwareHash
	memberModelName
	memberOEMManufacturerName
	memberPolicies
	memberUploadedDate
)

// member reads a member's name and the colon behind it.
func (s *scanner) member() member { return memberOf(s.name()) }

// memberOrder is how an object spelt its members, one behind the other: the next
// object of the list is likely to do it in the same way, which takes one comparison
// to see.
type memberOrder struct {
	spelt [maxSpelt]spelling
	known int
}

// maxSpelt is more than the members of a device.
const maxSpelt = 20

// A spelling is a name and the colon behind it, with the white space between.
type spelling struct {
	text   string
	member member
}

// memberAt is member for the one at a place of its object, counted from 0.
func (s *scanner) memberAt(place int, order *memberOrder) member {
	if place < order.known {
		if before := &order.spelt[place]; strings.HasPrefix(s.text[s.at:], before.text) {
			s.at += len(before.text)
			return before.member
		}
	}
	start := s.at
	m := s.member()
	if place < maxSpelt {
		order.spelt[place] = spelling{s.text[start:s.at], m}
		order.known = max(order.known, place+1)
	}
	return m
}

// memberOf finds a member by a name in any case, with or without the dashes and
// underscores that the JSON library does not mind in the names of other lists either.
func memberOf(name string) member {
	var folded [len("oemmanufacturername")]byte // the longest
	n := 0
	for _, r := range name {
		switch {
		case r == '-' || r == '_':
			continue
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case r == 'ſ': // the only letters beyond ASCII that are others of ASCII in
			r = 's' // another case: a long s and the sign of the kelvin
		case r == '\u212a':
			r = 'k'
		}
		if n == len(folded) || r > '~' {
			return memberUnknown
		}
		folded[n] = byte(r)
		n++
	}
	switch string(folded[:n]) {
	case "items":
		return memberItems
	case "continuationtoken":
		return memberContinuationToken
	case "links":
		return memberLinks
	case "next":
		return memberNext
	case "uri":
		return memberURI
	case "headers":
		return memberHeaders
	case "key":
		return memberKey
	case "value":
		return memberValue
	case "id":
		return memberID
	case "serialnumber":
		return memberSerialNumber
	case "productkey":
		return memberProductKey
	case "hardwarehash":
		return memberHardwareHash
	case "modelname":
		return memberModelName
	case "oemmanufacturername":
		return memberOEMManufacturerName
	case "policies":
		return memberPolicies
	case "uploadeddate":
		return memberUploadedDate
	}
	return memberUnknown
}
