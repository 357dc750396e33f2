package credentials

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxFileBytes is far above any token or certificate; it is there so that a wrong
// path cannot fill the memory.
const maxFileBytes = 1 << 20

// readFile reads a small file. Its errors do not name the path: a secret that was
// given in the path's place must not show.
func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	content, err := io.ReadAll(io.LimitReader(file, maxFileBytes+1))
	if err != nil {
		return nil, withoutPath(err)
	}
	if len(content) > maxFileBytes {
		return nil, fmt.Errorf("the file is larger than %d bytes", maxFileBytes)
	}
	return content, nil
}

func withoutPath(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}

// tokenFile is the path of a file that holds a refresh token and nothing else.
type tokenFile string

func (f tokenFile) read() (string, error) {
	content, err := readFile(string(f))
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(content))
	if token == "" || strings.ContainsAny(token, " \t\r\n\x00") {
		return "", errors.New("it must hold one token and nothing else")
	}
	return token, nil
}

// write replaces the file's content in one step: whoever reads it, now or after a
// crash, finds the old token or the new one, whole. Only the owner can read it.
func (f tokenFile) write(token string) (err error) {
	defer func() { err = withoutPath(err) }()
	// Behind a symbolic link, the link is to stay and the file is to be replaced.
	path, err := filepath.EvalSymlinks(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		path, err = string(f), nil // it was deleted, and is made again
	}
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	temporary, err := os.CreateTemp(folder, ".refresh-token-*") // readable by the owner alone
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(temporary.Name()) // the first error is the one to tell
		}
	}()
	_, err = temporary.WriteString(token + "\n")
	if err == nil {
		err = temporary.Sync() // or a crash could leave the new name with no content
	}
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	if err = os.Rename(temporary.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// syncFolder makes a new name last. Where a folder cannot be synced, as on Windows,
// the file system does what it does.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return nil
	}
	_ = folder.Sync()
	return folder.Close()
}
