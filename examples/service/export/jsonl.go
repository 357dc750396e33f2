package export

import (
	"bytes"
	"encoding/json"
)

// JSONL is JSON Lines: an object a line, its members those of [Device].
type JSONL struct{}

// AppendHeader appends nothing: JSON Lines have no header.
func (JSONL) AppendHeader(to []byte) []byte { return to }

// AppendDevice appends a device as one line.
func (JSONL) AppendDevice(to []byte, device Device) ([]byte, error) {
	if device.Policies == nil {
		device.Policies = []Policy{} // empty, not null
	}
	buffer := bytes.NewBuffer(to)
	encoder := json.NewEncoder(buffer)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(device)
	return buffer.Bytes(), err
}
