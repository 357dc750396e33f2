package export

import (
	"errors"
	"fmt"
	"slices"
)

// journal is the output and its state, changed in the order that the package's
// comment explains.
type journal struct {
	output *output
	path   string // of the state
	state  state
	format Format
}

// openJournal begins an export, or goes on with the one that the state file
// tells of.
func openJournal(path string, of Identity, format Format, overwrite bool) (*journal, error) {
	out, err := openOutput(path)
	if err != nil {
		return nil, err
	}
	j := &journal{output: out, path: StatePath(path), format: format}
	if err := j.begin(path, of, overwrite); err != nil {
		return nil, errors.Join(err, out.close())
	}
	return j, nil
}

func (j *journal) begin(path string, of Identity, overwrite bool) error {
	size, err := j.output.size()
	if err != nil {
		return err
	}
	if overwrite {
		// The state first: without one, what is left of the output is refused.
		if err := removeState(j.path); err != nil {
			return err
		}
		if err := j.output.truncate(0); err != nil {
			return err
		}
		size = 0
	}
	found, err := loadState(j.path)
	switch {
	case err != nil:
		return err
	case found == nil && size > 0:
		return fmt.Errorf("%s holds something already, and there is no export to go on with: that one is complete, or it is another file; -overwrite replaces it", path)
	case found == nil:
		j.state = state{Version: stateVersion, Of: of, Done: []string{}}
		// The state first, so that a header alone is known for a torn one.
		if err := j.state.save(j.path); err != nil {
			return err
		}
	case found.Of != of:
		return fmt.Errorf("%s is of another export (API %s, customer %s, format %s, secrets %t); go on with that, choose another output, or replace both with -overwrite",
			j.path, found.Of.API, found.Of.Customer, found.Of.Format, found.Of.Secrets)
	case size < found.Bytes:
		return fmt.Errorf("%s has %d bytes, but %s counts %d: somebody changed it; -overwrite starts anew", path, size, j.path, found.Bytes)
	default:
		j.state = *found
		if err := j.output.truncate(j.state.Bytes); err != nil {
			return err
		}
	}
	if j.state.Bytes > 0 {
		return nil
	}
	return j.write(j.format.AppendHeader(nil), 0, func(*state) {})
}

// add appends a window of a batch.
func (j *journal) add(batchID string, window Window) error {
	var text []byte
	for _, device := range window.Devices {
		var err error
		if text, err = j.format.AppendDevice(text, device); err != nil {
			return err
		}
	}
	return j.write(text, len(window.Devices), func(next *state) {
		if next.Current == nil {
			next.Current = &progress{Batch: batchID, Bytes: j.state.Bytes, Devices: j.state.Devices}
		}
		if window.Next != "" {
			current := *next.Current
			current.After = window.Next
			next.Current = &current
			return
		}
		next.Current = nil
		next.Done = append(slices.Clip(next.Done), batchID)
	})
}

func (j *journal) write(text []byte, devices int, change func(*state)) error {
	if err := j.output.write(text, j.state.Bytes); err != nil {
		return err
	}
	next := j.state
	next.Bytes += int64(len(text))
	next.Devices += devices
	change(&next)
	return j.replace(next)
}

// drop takes back what was written of the batch in progress, if there is one,
// and says how many devices that were.
func (j *journal) drop() (devices int, err error) {
	current := j.state.Current
	if current == nil {
		return 0, nil
	}
	devices = j.state.Devices - current.Devices
	next := j.state
	next.Bytes, next.Devices, next.Current = current.Bytes, current.Devices, nil
	if err := j.replace(next); err != nil {
		return 0, err
	}
	return devices, j.output.truncate(next.Bytes)
}

func (j *journal) replace(next state) error {
	if err := next.save(j.path); err != nil {
		return err
	}
	j.state = next
	return nil
}

func (j *journal) done(batchID string) bool { return slices.Contains(j.state.Done, batchID) }

// complete ends the export.
func (j *journal) complete() error { return removeState(j.path) }

func (j *journal) close() error { return j.output.close() }
