package export

import (
	"fmt"
	"strings"
)

// Format is how devices are written. Each is one line, whole in itself.
type Format interface {
	// AppendHeader appends what stands before the first device.
	AppendHeader(to []byte) []byte
	// AppendDevice appends one device with the end of its line.
	AppendDevice(to []byte, device Device) ([]byte, error)
}

// FormatNames are what [FormatNamed] knows.
func FormatNames() []string { return []string{"csv", "jsonl"} }

// FormatNamed is the format of this name.
func FormatNamed(name string) (Format, error) {
	switch name {
	case "csv":
		return CSV{}, nil
	case "jsonl":
		return JSONL{}, nil
	default:
		return nil, fmt.Errorf("the format is %q; it can be %s", name, strings.Join(FormatNames(), " or "))
	}
}
