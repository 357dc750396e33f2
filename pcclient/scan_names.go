package pcclient

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

// memberOf finds a member by its name: by its usual spelling, which costs next to
// nothing, and only where that fails by the others.
func memberOf(name string) member {
	switch name {
	case "items":
		return memberItems
	case "continuationToken":
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
	case "serialNumber":
		return memberSerialNumber
	case "productKey":
		return memberProductKey
	case "hardwareHash":
		return memberHardwareHash
	case "modelName":
		return memberModelName
	case "oemManufacturerName":
		return memberOEMManufacturerName
	case "policies":
		return memberPolicies
	case "uploadedDate":
		return memberUploadedDate
	}
	return foldedMember(name)
}

// foldedMember finds a member by a name in any case, with or without the dashes and
// underscores that the JSON library does not mind in the names of other lists either.
func foldedMember(name string) member {
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
