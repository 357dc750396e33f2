package export

import (
	"errors"
	"fmt"
	"os"
)

// output is the file that the devices go to, locked for this run.
type output struct{ file *os.File }

// openOutput makes or opens the output and changes nothing in it. A file that it
// makes is the owner's alone, because product keys go into it.
func openOutput(path string) (*output, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = fmt.Errorf("%s is not a regular file, so an export cannot go on in it", path)
	default:
		if err = lock(file); err != nil {
			err = fmt.Errorf("%s is being written by another export: %w", path, err)
		}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &output{file}, nil
}

func (o *output) size() (int64, error) {
	info, err := o.file.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// write puts bytes at an offset. They are on the disk when it returns.
func (o *output) write(text []byte, at int64) error {
	if _, err := o.file.WriteAt(text, at); err != nil {
		return err
	}
	return o.file.Sync()
}

// truncate cuts off what lies behind the first bytes.
func (o *output) truncate(bytes int64) error {
	if err := o.file.Truncate(bytes); err != nil {
		return err
	}
	return o.file.Sync()
}

func (o *output) close() error { return o.file.Close() }
