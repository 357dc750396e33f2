package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Identity is what an export is of. A state of another export is not gone on
// with.
type Identity struct {
	API      string `json:"api"`
	Customer string `json:"customer"`
	Format   string `json:"format"`
	Secrets  bool   `json:"secrets"`
}

// state is how far an export is. Bytes and Devices count what is good of the
// output: all of the complete windows.
type state struct {
	Version int       `json:"version"`
	Of      Identity  `json:"export"`
	Bytes   int64     `json:"bytes"`
	Devices int       `json:"devices"`
	Done    []string  `json:"done"`              // batch IDs
	Current *progress `json:"current,omitempty"` // nil: between two batches
}

// progress is the batch whose rows are the output's last ones, not complete yet.
type progress struct {
	Batch string `json:"batch"`
	// After is the cursor behind the last window that was written.
	After string `json:"after"`
	// Bytes and Devices are what the output held when the batch began.
	Bytes   int64 `json:"bytes"`
	Devices int   `json:"devices"`
}

const (
	stateVersion = 1
	// A million batches have room in it.
	longestState = 256 << 20
)

// StatePath is where the state of an output is kept.
func StatePath(output string) string { return output + ".state" }

// loadState reads the state file; nil when there is none.
func loadState(path string) (*state, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, longestState+1))
	if err != nil {
		return nil, err
	}
	s, err := parseState(text)
	if err != nil {
		return nil, fmt.Errorf("%s is no state of an export: %w", path, err)
	}
	return s, nil
}

func parseState(text []byte) (*state, error) {
	if len(text) > longestState {
		return nil, fmt.Errorf("it has more than %d bytes", longestState)
	}
	var s state
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return nil, err
	}
	if s.Version != stateVersion {
		return nil, fmt.Errorf("its version is %d; known is %d", s.Version, stateVersion)
	}
	if s.Bytes < 0 || s.Devices < 0 {
		return nil, errors.New("it counts less than nothing")
	}
	if c := s.Current; c != nil {
		if c.Bytes < 0 || c.Bytes > s.Bytes || c.Devices < 0 || c.Devices > s.Devices {
			return nil, errors.New("its batch begins outside of the output")
		}
		if c.After == "" || slices.Contains(s.Done, c.Batch) {
			return nil, errors.New("its batch cannot be in progress")
		}
	}
	return &s, nil
}

// save replaces the state file in one step: after a crash there is the old state
// or the new one, never a part of it. The temporary file has a fixed name, so
// that killed runs leave one behind at most; the lock on the output keeps a second run away.
func (s *state) save(path string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	temporary := path + ".tmp"
	if err := writeSynced(temporary, text); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func writeSynced(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// removeState ends an export: the output is complete.
func removeState(path string) error {
	for _, name := range []string{path, path + ".tmp"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return syncFolder(filepath.Dir(path))
}
