package pcsim

import (
	"fmt"
	"slices"
	"sync"
)

// changes are the devices taken out of and put into lists since the start, so
// that a reader can see a list move under a token it holds.
type changes struct {
	mu       sync.Mutex
	lists    map[listKey][]piece
	inserted int // how many devices were ever put in: decides what the next one is
}

type listKey struct{ customer, batch string }

// piece is a run of a changed list: count of the batch's own devices from a
// position on, or one device that was put in.
type piece struct {
	from, count int
	put         *wireDevice
}

// deviceList is the devices of a batch with its changes, at one moment.
type deviceList struct {
	device func(i int) wireDevice
	pieces []piece // never changed in place, so a reader needs no lock
}

func (c *changes) list(customer string, b batch) deviceList {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.listLocked(customer, b)
}

func (c *changes) listLocked(customer string, b batch) deviceList {
	pieces, changed := c.lists[listKey{customer, b.id}]
	if !changed {
		pieces = []piece{{count: b.devices}}
	}
	return deviceList{device: b.device, pieces: pieces}
}

// insert puts a new device at a position, which may be one behind the last.
func (c *changes) insert(customer string, b batch, position int) (wireDevice, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.listLocked(customer, b)
	if length := list.len(); position < 0 || position > length {
		return wireDevice{}, fmt.Errorf("a device cannot go to position %d: the list has %d, so 0 to %d will do", position, length, length)
	}
	device := generated(hash("inserted"), c.inserted)
	c.inserted++
	before, after := list.split(position)
	c.set(customer, b, slices.Concat(before, []piece{{count: 1, put: &device}}, after))
	return device, nil
}

// remove takes the device at a position out.
func (c *changes) remove(customer string, b batch, position int) (wireDevice, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.listLocked(customer, b)
	if length := list.len(); position < 0 || position >= length {
		return wireDevice{}, fmt.Errorf("there is no device at position %d: the list has %d", position, length)
	}
	removed := list.slice(position, 1)[0]
	before, _ := list.split(position)
	_, after := list.split(position + 1)
	c.set(customer, b, slices.Concat(before, after))
	return removed, nil
}

func (c *changes) set(customer string, b batch, pieces []piece) {
	if c.lists == nil {
		c.lists = map[listKey][]piece{}
	}
	c.lists[listKey{customer, b.id}] = pieces
}

func (c *changes) undo() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lists = nil
}

func (l deviceList) len() int {
	length := 0
	for _, p := range l.pieces {
		length += p.count
	}
	return length
}

// slice gives at most limit devices from offset on; past the end, none.
func (l deviceList) slice(offset, limit int) []wireDevice {
	devices := make([]wireDevice, 0, max(0, min(limit, l.len()-offset)))
	for _, p := range l.pieces {
		for i := min(offset, p.count); i < p.count && len(devices) < cap(devices); i++ {
			if p.put != nil {
				devices = append(devices, *p.put)
			} else {
				devices = append(devices, l.device(p.from+i))
			}
		}
		offset -= min(offset, p.count)
	}
	return devices
}

// split gives the pieces before and from a position within the list.
func (l deviceList) split(at int) (before, after []piece) {
	for _, p := range l.pieces {
		switch {
		case at >= p.count:
			before = append(before, p)
		case at <= 0:
			after = append(after, p)
		default:
			before = append(before, piece{from: p.from, count: at})
			after = append(after, piece{from: p.from + at, count: p.count - at})
		}
		at = max(0, at-p.count)
	}
	return before, after
}

// InsertDevice puts a new device at a position, counted from 0, of a batch's
// list, so that everything behind it moves on by one. It returns the device's id.
func (s *Server) InsertDevice(customer, batch string, position int) (device string, err error) {
	return s.changeList(customer, batch, position, s.changes.insert)
}

// RemoveDevice takes the device at a position, counted from 0, out of a batch's
// list. It returns the device's id.
func (s *Server) RemoveDevice(customer, batch string, position int) (device string, err error) {
	return s.changeList(customer, batch, position, s.changes.remove)
}

// UndoChanges brings every list back to what it was at the start.
func (s *Server) UndoChanges() { s.changes.undo() }

func (s *Server) changeList(customerID, batchID string, position int, act func(string, batch, int) (wireDevice, error)) (string, error) {
	owner, no := s.relation(customerID)
	if no != nil {
		return "", fmt.Errorf("pcsim: %s", no.description)
	}
	found, no := owner.batch(batchID)
	if no != nil {
		return "", fmt.Errorf("pcsim: %s", no.description)
	}
	device, err := act(owner.id, found, position)
	if err != nil {
		return "", fmt.Errorf("pcsim: %w", err)
	}
	return device.ID, nil
}
