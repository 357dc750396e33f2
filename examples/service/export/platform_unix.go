//go:build unix

package export

import (
	"errors"
	"os"
	"syscall"
)

// lock takes the file for this process. The system gives it back when the process
// ends, however it ends.
func lock(file *os.File) error { return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

// syncFolder makes what was renamed or removed in a folder last.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
