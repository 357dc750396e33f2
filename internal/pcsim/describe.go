package pcsim

import (
	"fmt"
	"strings"
)

// Describe says in a few lines what data there is, for a person at a terminal.
func (s *Server) Describe() string {
	var text strings.Builder
	fmt.Fprintf(&text, "Simulated Partner Center: %d customers, all data made up. In brackets, how many devices a batch holds:\n", s.world.customers())
	for _, c := range s.world.examples {
		name := c.companyName
		if name == "" {
			name = "(no name)"
		}
		fmt.Fprintf(&text, "  %s  %s: %s\n", c.id, name, describeBatches(c.batches))
	}
	if b := s.options.Bulk; b.Customers > 0 {
		fmt.Fprintf(&text, "  and %d generated customers, each with %d batches of %d devices; the first is %s\n",
			b.Customers, b.Batches, b.Devices, s.world.bulk.customerID(0))
	}
	return text.String()
}

// describeBatches names the batches when they are few.
func describeBatches(list batchList) string {
	const few = 8
	if list.len() == 0 {
		return "no batches"
	}
	devices := 0
	var names []string
	for i := range list.len() {
		b := list.at(i)
		devices += b.devices
		names = append(names, fmt.Sprintf("%q (%d)", b.id, b.devices))
	}
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%d batches with %d devices, %s …", len(names), devices, strings.Join(names[:2], ", "))
}
