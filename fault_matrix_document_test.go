package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// failuresDocument is what the matrix writes, and what it is compared with.
const failuresDocument = "docs/failures.md"

// failuresIntroduction comes in front of the tables.
const failuresIntroduction = `# When Partner Center fails

What a caller sees when the calls that a field needs go wrong, and how many calls that costs. A test makes each of
these things happen to each of these fields, against the simulated Partner Center, and writes this document:
` + "`go test . -run FaultMatrix -update`" + `. It fails when the document is no longer true.

In every case it also sees to it that

* an answer is whole, or null with one error that says why: there is no half window, and nothing else is null, unless
  the time of the whole operation is over;
* nothing is called before a pause is over that Partner Center asked for, not for a second operation either;
* an answer comes within the time of a request, and no call is left under way;
* all is well again when Partner Center is;
* neither the errors nor the log tell a token, a customer, a batch or what Partner Center said in its own words.

What may pass is tried again by pcgraph itself, twice at most (` + "`--upstream-retries`" + `), and as long as a pause that is
asked for is not longer than ` + "`--max-retry-after`" + `; every try counts as a call. What will not pass is not tried again.
` + "`PCGRAPH_STALE_IF_ERROR`" + ` is off here; with it, an older page stands in where the code below is
` + "`UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`, `UPSTREAM_THROTTLED` or `UPSTREAM_BAD_RESPONSE`" + `, and the answer says so in
` + "`extensions.upstream.stale`" + `.

The fields, one column each:

`

// compareDocument compares the document with what was seen, or writes it.
func (m *faultMatrix) compareDocument(t *testing.T) {
	want := m.document()
	if *update {
		if err := os.WriteFile(failuresDocument, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(failuresDocument)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is out of date (-want +got; `go test . -run FaultMatrix -update` rewrites it):\n%s", failuresDocument, diff)
	}
}

func (m *faultMatrix) document() string {
	var text strings.Builder
	text.WriteString(failuresIntroduction)
	fields := newTable("Column", "What is asked for", "What needs the calls that go wrong")
	for _, field := range m.fields {
		fields.row(field.name, code(field.query), code(field.path))
	}
	text.WriteString(fields.String())
	text.WriteString("\nA number is how many calls the operation cost in all; a – stands where the row above or below has it.\n")

	section := ""
	var table *markdownTable
	for _, fault := range m.cases {
		if fault.section != section {
			if table != nil {
				text.WriteString(table.String())
			}
			section = fault.section
			fmt.Fprintf(&text, "\n## %s\n\n", section)
			columns := []string{"What goes wrong", "What the caller sees"}
			for _, field := range m.fields {
				columns = append(columns, field.name)
			}
			table = newTable(columns...)
		}
		m.rows(table, fault)
	}
	text.WriteString(table.String())
	return text.String()
}

// rows has one for each thing that callers see of a fault, the most frequent first.
func (m *faultMatrix) rows(table *markdownTable, fault faultCase) {
	seen := map[string]int{}
	var order []string
	for _, field := range m.fields {
		what := m.outcomes[[2]string{field.name, fault.name}].seen
		if seen[what]++; seen[what] == 1 {
			order = append(order, what)
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return seen[b] - seen[a] })
	name := fault.name
	for _, what := range order {
		cells := []string{name, what}
		for _, field := range m.fields {
			cell := "–"
			if o := m.outcomes[[2]string{field.name, fault.name}]; o.seen == what {
				cell = strconv.Itoa(o.calls)
			}
			cells = append(cells, cell)
		}
		table.row(cells...)
		name = ""
	}
}
