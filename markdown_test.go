package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// laidOut indents JSON, with whatever fits one line on one line.
func laidOut(t *testing.T, answer string) string {
	t.Helper()
	const width = 140
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(answer), "", "  "); err != nil {
		t.Fatal(err)
	}
	var lines []string
	var open []int // where the brackets stand that are not closed yet
	for line := range strings.SplitSeq(indented.String(), "\n") {
		lines = append(lines, line)
		switch trimmed := strings.TrimSpace(line); {
		case strings.HasSuffix(trimmed, "{"), strings.HasSuffix(trimmed, "["):
			open = append(open, len(lines)-1)
		case strings.HasPrefix(trimmed, "}"), strings.HasPrefix(trimmed, "]"):
			first := open[len(open)-1]
			open = open[:len(open)-1]
			joined := lines[first]
			for _, inner := range lines[first+1:] {
				joined += " " + strings.TrimSpace(inner)
			}
			if len(joined) <= width {
				lines = append(lines[:first], joined)
			}
		}
	}
	return strings.Join(lines, "\n")
}

func block(language, text string) string { return "```" + language + "\n" + text + "\n```\n" }

func code(text string) string { return "`" + text + "`" }

type markdownTable struct{ strings.Builder }

func newTable(columns ...string) *markdownTable {
	t := &markdownTable{}
	t.row(columns...)
	t.row(slices.Repeat([]string{"---"}, len(columns))...)
	return t
}

func (t *markdownTable) row(cells ...string) {
	for _, cell := range cells {
		t.WriteString("| " + strings.ReplaceAll(cell, "|", `\|`) + " ")
	}
	t.WriteString("|\n")
}
