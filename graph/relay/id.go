package relay

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrID: not a global ID of this graph.
var ErrID = errors.New("relay: not an id of this graph")

// An ID is the whole address of an object. Partner Center can read neither one
// batch nor one device, and batch IDs are unique only within a customer, so an
// object can be found again only by where it stands: Batch and Device are empty
// for a customer, Device is empty for a batch.
type ID struct {
	// Customer is the customer's GUID, in lower case.
	Customer string
	// Batch and Device are Partner Center's own IDs, as it spells them.
	Batch, Device string
}

// The prefixes of opaque IDs. A GUID holds no underscore, so that the three
// kinds of IDs cannot be taken for one another.
const (
	batchPrefix  = "DB_"
	devicePrefix = "D_"
	// maxID bounds the work on a hostile ID.
	maxID = 4 << 10
	// maxName bounds Partner Center's own IDs of batches and devices, in bytes.
	maxName = 1 << 10
)

// String returns the global ID: the GUID itself for a customer, which people
// know and type, and an opaque one for all else.
func (id ID) String() string { return string(id.Append(nil)) }

// Append appends the global ID to dst.
func (id ID) Append(dst []byte) []byte {
	if id.Batch == "" {
		return append(dst, id.Customer...)
	}
	guid, _ := parseGUID(id.Customer)
	var room [200]byte // enough for most, so that nothing is allocated
	raw := append(room[:0], guid[:]...)
	prefix := batchPrefix
	if id.Device != "" {
		prefix = devicePrefix
		raw = binary.AppendUvarint(raw, uint64(len(id.Batch)))
	}
	raw = append(raw, id.Batch...)
	raw = append(raw, id.Device...)
	return base64.RawURLEncoding.AppendEncode(append(dst, prefix...), raw)
}

// ParseID is the reverse of [ID.String]. It fails with [ErrID] for anything
// that String does not return, but takes a GUID in upper case too.
func ParseID(global string) (ID, error) {
	if len(global) > maxID {
		return ID{}, ErrID
	}
	if customer, err := ParseCustomerID(global); err == nil {
		return ID{Customer: customer}, nil
	}
	device := strings.HasPrefix(global, devicePrefix)
	encoded, batch := strings.CutPrefix(global, batchPrefix)
	if device {
		encoded = global[len(devicePrefix):]
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil || !(batch || device) || len(raw) < len(guid{}) {
		return ID{}, ErrID
	}
	id := ID{Customer: guid(raw[:len(guid{})]).String()}
	rest := raw[len(guid{}):]
	if device {
		size, n := binary.Uvarint(rest)
		if n <= 0 || size > uint64(len(rest)-n) {
			return ID{}, ErrID
		}
		rest = rest[n:]
		id.Batch, id.Device = string(rest[:size]), string(rest[size:])
	} else {
		id.Batch = string(rest)
	}
	// Re-encoding refuses second spellings of the same address, such as a
	// longer varint: caches of clients compare IDs as text.
	if CheckName(id.Batch) != nil || device && CheckName(id.Device) != nil || id.String() != global {
		return ID{}, ErrID
	}
	return id, nil
}

// ParseCustomerID returns the customer ID in lower case, or [ErrID] when it is
// not a GUID.
func ParseCustomerID(s string) (string, error) {
	guid, ok := parseGUID(s)
	if !ok {
		return "", ErrID
	}
	return guid.String(), nil
}

// CheckName refuses with [ErrID] what cannot be Partner Center's own ID of a
// batch or a device: nothing at all, what a path would take for a direction,
// what is no text, and what is longer than 1 KiB.
func CheckName(name string) error {
	switch {
	case name == "", name == ".", name == "..", len(name) > maxName, !utf8.ValidString(name):
		return ErrID
	case strings.ContainsFunc(name, unicode.IsControl):
		return ErrID
	}
	return nil
}

type guid [16]byte

func (g guid) String() string {
	text := make([]byte, 0, 36)
	for i, group := range [...][]byte{g[:4], g[4:6], g[6:8], g[8:10], g[10:]} {
		if i > 0 {
			text = append(text, '-')
		}
		text = hex.AppendEncode(text, group)
	}
	return string(text)
}

// parseGUID takes the one form that Partner Center uses: 8-4-4-4-12 hex digits.
func parseGUID(s string) (g guid, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return guid{}, false
	}
	for i, at := range [16]int{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34} {
		high, low := hexValue[s[at]], hexValue[s[at+1]]
		if high|low > 15 {
			return guid{}, false
		}
		g[i] = high<<4 | low
	}
	return g, true
}

// hexValue has the value of each hex digit, and more than 15 for anything else. It
// is read for every device's ID; encoding/hex wants the digits without their
// dashes, which is a copy.
var hexValue = func() (values [256]byte) {
	for c := range values {
		values[c] = 0xff
	}
	for value, digits := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "aA", "bB", "cC", "dD", "eE", "fF"} {
		for _, c := range []byte(digits) {
			values[c] = byte(value)
		}
	}
	return values
}()
