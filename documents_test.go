package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link       = regexp.MustCompile(`\[([^\]]*)\]\(([^)#\s]+)(?:#[^)]*)?\)`)
	identifier = regexp.MustCompile("^`([A-Za-z.]+)`$")
)

// Every document's links lead to files that are there; a link that is called like something in the code leads to a
// file that has it.
func TestDocuments(t *testing.T) {
	t.Parallel()
	documents := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	more, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range append(documents, more...) {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			name, target := found[1], found[2]
			if strings.Contains(target, "://") {
				continue
			}
			path := filepath.Join(filepath.Dir(document), target)
			info, err := os.Stat(path)
			if err != nil {
				t.Errorf("%s: the link %s leads nowhere: %v", document, found[0], err)
				continue
			}
			called := identifier.FindStringSubmatch(name)
			if called == nil || info.IsDir() || strings.HasSuffix(path, called[1]) {
				continue
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			last := called[1][strings.LastIndex(called[1], ".")+1:]
			if !regexp.MustCompile(`\b` + last + `\b`).Match(content) {
				t.Errorf("%s: the link %s leads to a file without %s", document, found[0], last)
			}
		}
	}
}
