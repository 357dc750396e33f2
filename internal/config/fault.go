package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Fault is one mistake in the command line or the environment. No part of it ever holds a secret.
type Fault struct {
	Name    string // what is at fault: a flag, a variable, a word
	Value   string // what stands there, quoted; "" when it is not for printing
	Problem string // what is wrong with it, or what is allowed
	Remedy  string // what to do: whole sentences

	setting string // the flag's name without dashes, if a known setting's own value is at fault
}

// String is the fault in one line.
func (f Fault) String() string {
	name := f.Name
	if strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) || len(name) > longest {
		name = cut(name) // What is unknown can be anything.
	}
	if f.Value != "" {
		name += "=" + f.Value
	}
	return name + ": " + f.Problem + ". " + f.Remedy
}

// A UsageError says that the program cannot start as it was called, and why.
type UsageError struct {
	Command string  // the command, if there was a known one
	Usage   string  // what the program could have been asked for, when it was asked for nothing
	Faults  []Fault // every mistake, at least one
}

// Error is a text of several lines, one for each fault, without a newline at the end.
func (e *UsageError) Error() string {
	var b strings.Builder
	if e.Usage != "" {
		b.WriteString(e.Usage + "\n")
	}
	called := strings.TrimSpace(program + " " + e.Command)
	fmt.Fprintf(&b, "%s: cannot start, %d to correct:\n", called, len(e.Faults))
	for _, fault := range e.Faults {
		fmt.Fprintf(&b, "  %s\n", fault)
	}
	fmt.Fprintf(&b, "%q lists what can be set.", called+" --help")
	return b.String()
}

// ExitCode is the status to exit with.
func (e *UsageError) ExitCode() int { return 2 }

// faults collects mistakes.
type faults []Fault

func (f *faults) add(fault Fault) { *f = append(*f, fault) }

// about reports whether a value of one of these settings, given by their flags' names, was refused. It keeps a
// check quiet about what would only follow from that.
func (f *faults) about(settings ...string) bool {
	return slices.ContainsFunc(*f, func(fault Fault) bool {
		return fault.setting != "" && slices.Contains(settings, fault.setting)
	})
}

// err is the error to answer with, or nil if there is no fault.
func (f *faults) err(command string) error {
	if len(*f) == 0 {
		return nil
	}
	return &UsageError{Command: command, Faults: *f}
}

// longest bounds, in bytes, what a message repeats of the command line. No name of ours is as long.
const longest = 60

// quote makes a value fit for a message: one line, not long, and "" if it could hold a credential, as the userinfo
// and the query of an address can.
func quote(value string) string {
	if strings.ContainsAny(value, "@?") {
		return ""
	}
	return cut(value)
}

// cut quotes a text, or its beginning.
func cut(text string) string {
	if len(text) > longest {
		return strconv.Quote(text[:longest]) + "…"
	}
	return strconv.Quote(text)
}
