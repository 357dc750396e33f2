package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"pcgraph/internal/config"
	"pcgraph/internal/httpd"
)

// maxManifestBytes is far above any application's documents; it is there so that
// a wrong path cannot fill the memory.
const maxManifestBytes = 64 << 20

// documentsOf reads the manifest of documents that is set, if there is one.
func documentsOf(c config.Documents) ([]httpd.TrustedDocument, error) {
	if c.OperationsFile == "" {
		return nil, nil
	}
	file, err := os.Open(string(c.OperationsFile))
	if err != nil {
		return nil, manifestFaults(err)
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, maxManifestBytes+1))
	if err != nil {
		return nil, manifestFaults(err)
	}
	if len(text) > maxManifestBytes {
		return nil, manifestFaults(&httpd.DocumentsError{Faults: []string{fmt.Sprintf("it is larger than %d bytes", maxManifestBytes)}})
	}
	documents, err := httpd.ParseManifest(text)
	return documents, manifestFaults(err)
}

// manifestFaults turns what is wrong with the manifest into mistakes of the
// command line. Other errors, and none, stay what they are.
func manifestFaults(err error) error {
	fault := func(problem string) config.Fault {
		return config.Fault{Name: "PCGRAPH_OPERATIONS_FILE", Problem: problem, Remedy: "Build the manifest anew from documents for this schema."}
	}
	if faulty, ok := errors.AsType[*httpd.DocumentsError](err); ok {
		usage := &config.UsageError{}
		for _, problem := range faulty.Faults {
			usage.Faults = append(usage.Faults, fault(problem))
		}
		return usage
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return &config.UsageError{Faults: []config.Fault{fault("cannot be read: " + path.Err.Error())}}
	}
	return err
}
