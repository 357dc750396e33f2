//go:build !unix

package export

import "os"

// lock does nothing: nobody but the user keeps a second run from the same output
// here.
func lock(*os.File) error { return nil }

// syncFolder does nothing: folders cannot be synced here.
func syncFolder(string) error { return nil }
