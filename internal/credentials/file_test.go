package credentials

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestWriteIsAtomic reads while others write: there is always one whole token.
func TestWriteIsAtomic(t *testing.T) {
	t.Parallel()
	file := tokenFile(writeFile(t, strings.Repeat("x", 5000)))
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(done)
		for i := range 30 {
			if err := file.write(strings.Repeat(strconv.Itoa(i%10), 5000)); err != nil {
				t.Error(err)
			}
		}
	})
	for reading := true; reading; {
		select {
		case <-done:
			reading = false
		default:
		}
		token, err := file.read()
		if err != nil || len(token) != 5000 || strings.Trim(token, token[:1]) != "" {
			t.Fatalf("%d bytes: %v", len(token), err)
		}
	}
	wg.Wait()
}

func TestWrite(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "token")
	file := tokenFile(path)
	for range 2 { // a new file, then an old one that everybody could read
		if err := file.write("t0ken"); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode() != 0o600 {
			t.Errorf("mode is %v: %v", info.Mode(), err)
		}
		if token, err := file.read(); err != nil || token != "t0ken" {
			t.Errorf("read %q: %v", token, err)
		}
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
	}

	// A link stays a link.
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := tokenFile(link).write("through-the-link"); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 || contentOf(t, path) != "through-the-link\n" {
		t.Errorf("the link is now %v, the file holds %q: %v", info.Mode(), contentOf(t, path), err)
	}

	// A failed write leaves nothing behind: here the name belongs to a folder.
	if err := os.Mkdir(filepath.Join(folder, "taken"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := tokenFile(filepath.Join(folder, "taken")).write("t0ken"); err == nil || strings.Contains(err.Error(), folder) {
		t.Errorf("error is %v; want one without the path", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 {
		t.Errorf("the folder holds %v: %v", entries, err)
	}
}
