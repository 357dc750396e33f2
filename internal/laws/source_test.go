package laws

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mostLines is what a file written by hand may have. Most concepts need half.
const mostLines = 300

// longer are the files that have more, each with its reason.
var longer = map[string]string{
	"internal/pcsim/fault_test.go": "every kind of fault once, as a client sees it",
	"pcclient/retry_test.go":       "one script of answers for every way in which a call is repeated or not",
}

// vague are names that say nothing of what is in a package or a file.
var vague = []string{"util", "utils", "helper", "helpers", "common", "misc", "shared", "lib"}

// A source is one Go file.
type source struct {
	path      string // below the module, with slashes
	lines     int
	generated bool
}

var generatedMark = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// sources are all Go files, also those that build constraints leave out.
func sources(t *testing.T) []source {
	t.Helper()
	top := root(t)
	var list []source
	err := filepath.WalkDir(top, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name := entry.Name(); name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".") && path != top {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(top, path)
		list = append(list, source{
			path: filepath.ToSlash(below), lines: bytes.Count(text, []byte("\n")), generated: generatedMark.Match(text),
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	unused := maps.Clone(longer)
	for _, s := range sources(t) {
		if s.generated || s.lines <= mostLines {
			continue
		}
		if _, excused := longer[s.path]; !excused {
			t.Errorf("%s has %d lines; the most is %d. Find the second concept in it and give that a file, or say in internal/laws/source_test.go why there is none.", s.path, s.lines, mostLines)
		}
		delete(unused, s.path)
	}
	for path := range unused {
		t.Errorf("%s has no more than %d lines any more: take it out of the exceptions in internal/laws/source_test.go.", path, mostLines)
	}
}

func TestNamesSaySomething(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if slices.Contains(vague, p.Name) {
			t.Errorf("the package %s is called %q, which does not say what is in it. Name it after the noun it is about.", short(p.ImportPath), p.Name)
		}
	}
	for _, s := range sources(t) {
		name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(s.path), ".go"), "_test")
		if slices.Contains(vague, name) {
			t.Errorf("the file %s has a name that does not say what is in it. Name it after the noun it is about.", s.path)
		}
	}
}

// The one package that gqlgen writes has no comment to be read by people.
func TestPackagesAreDescribed(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if p.Doc == "" && short(p.ImportPath) != "graph/generated" {
			t.Errorf("%s has no package comment. Say what it is for, and what it leaves to others.", short(p.ImportPath))
		}
	}
}

func TestGeneratedFolderIsGenerated(t *testing.T) {
	t.Parallel()
	const folder = "graph/generated"
	seen := 0
	for _, s := range sources(t) {
		if !strings.HasPrefix(s.path, folder+"/") {
			continue
		}
		if seen++; !s.generated {
			t.Errorf("%s was not generated. What people write belongs beside the folder, or the next `make generate` may take it away.", s.path)
		}
	}
	entries, err := os.ReadDir(filepath.Join(root(t), folder))
	if err != nil || len(entries) != seen || seen == 0 {
		t.Errorf("%s holds %d Go files and %d entries (%v); it is for generated Go files alone", folder, seen, len(entries), err)
	}
}
