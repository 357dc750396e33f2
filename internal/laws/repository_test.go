package laws

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// module is the path that all packages of ours begin with.
const module = "pcgraph"

// pkg is what `go list` says of a package, without its tests.
type pkg struct {
	ImportPath string
	Name       string
	Doc        string
	Imports    []string
}

// short is the package's path below the module; "." is package main at the top.
func short(importPath string) string {
	if importPath == module {
		return "."
	}
	return strings.TrimPrefix(importPath, module+"/")
}

func isOurs(importPath string) bool {
	return importPath == module || strings.HasPrefix(importPath, module+"/")
}

// isStandard goes by the rule that only the standard library has no dot in the
// first element of a path.
func isStandard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !isOurs(importPath) && !strings.Contains(first, ".")
}

// root is the folder of the module.
func root(t *testing.T) string {
	t.Helper()
	return filepath.Dir(strings.TrimSpace(string(goTool(t, ".", "env", "GOMOD"))))
}

// packages lists all packages of ours.
func packages(t *testing.T) []pkg {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(goTool(t, root(t), "list", "-json=ImportPath,Name,Doc,Imports", "./...")))
	var list []pkg
	for {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 10 {
		t.Fatalf("`go list ./...` found %d packages: the laws do not see the repository", len(list))
	}
	return list
}

func goTool(t *testing.T, dir string, args ...string) []byte {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", args...)
	command.Dir = dir
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return out
}
