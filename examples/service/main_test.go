package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// actAsProgram makes this test binary the export itself, so that it can be
// killed.
const actAsProgram = "EXPORT_TEST_PROGRAM"

// pcgraph is the service, built from this repository's source.
var pcgraph string

func TestMain(m *testing.M) {
	if os.Getenv(actAsProgram) != "" {
		main()
	}
	os.Exit(testAll(m))
}

func testAll(m *testing.M) int {
	folder, err := os.MkdirTemp("", "pcgraph-export")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	pcgraph = filepath.Join(folder, "pcgraph")
	build := exec.CommandContext(context.Background(), "go", "build", "-buildvcs=false", "-o", pcgraph, ".")
	build.Dir = filepath.Join("..", "..")
	if message, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "pcgraph cannot be built: %v\n%s", err, message)
		return 1
	}
	return m.Run()
}
