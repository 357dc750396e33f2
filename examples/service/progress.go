package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"pcgraph/examples/service/export"
)

// reporter shows what happens: sentences always, and below them a line that
// changes, if it writes to a terminal.
type reporter struct {
	to       io.Writer
	terminal bool
}

const clearLine = "\r\x1b[K"

func newReporter(file *os.File) *reporter {
	return &reporter{file, term.IsTerminal(int(file.Fd()))}
}

// Advanced renews the progress line.
func (r *reporter) Advanced(p export.Position) {
	if !r.terminal {
		return
	}
	fmt.Fprintf(r.to, "%s%d of %d batches complete, %d devices", clearLine, p.Complete, p.Batches, p.Devices)
	if p.Written == 0 {
		return
	}
	fmt.Fprintf(r.to, "; %q: %d", p.Batch.ID, p.Written)
	if p.Batch.Devices >= p.Written {
		fmt.Fprintf(r.to, " of %d", p.Batch.Devices)
	}
}

// Noticed writes a sentence in place of the progress line, which comes back with
// the next window.
func (r *reporter) Noticed(sentence string) {
	if r.terminal {
		sentence = clearLine + sentence
	}
	fmt.Fprintln(r.to, sentence)
}
