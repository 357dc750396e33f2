package service

import (
	"pcgraph/graph/fast"
	"pcgraph/graph/generated"
)

// NewFast returns an extension for Options.Fast. It begins at lists, and at a device
// that is asked for alone.
func NewFast() (*fast.Extension, error) {
	return fast.New(generated.Tables(), "DeviceConnection", "CustomerConnection", "Device")
}
