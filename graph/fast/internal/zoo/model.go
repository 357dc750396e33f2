// Package zoo is a GraphQL schema that has one field of every sort, with random
// values behind it. Package fast is compared with gqlgen on it.
package zoo

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Named is what has a name.
type Named interface{ IsNamed() }

// Either is an Every or a Part.
type Either interface{ IsEither() }

// Alike is a string by another name.
type Alike string

// Every has a value for each field. What is named …Pointer may be nil although
// the schema forbids it, and what is a time may be zero.
type Every struct {
	name string

	ID                    *string
	IDRequired            string
	Text                  *string
	TextRequired          string
	TextRequiredPointer   *string
	Alike                 *Alike
	AlikeRequired         Alike
	Number                *int32
	NumberRequired        int
	NumberRequiredPointer *int
	Truth                 *bool
	TruthRequired         bool
	Ratio                 *float64
	Moment                *time.Time
	MomentValue           time.Time
	MomentRequired        time.Time
	MomentRequiredPointer *time.Time
	Color                 *Color
	ColorRequired         Color
	Mood                  *Mood
	Odd                   *Odd
	Opaque                *Opaque

	Texts                []string
	TextsNullable        []string
	TextPointers         []*string
	TextPointersRequired []*string
	Colors               []Color
	Moments              []time.Time
	Grid                 [][]int
	GridNullable         [][]*int32
	Flock                Flock

	Part                 *Part
	PartRequired         *Part
	PartValue            Part
	Parts                []Part
	PartPointers         []*Part
	PartPointersRequired []*Part
	Twin                 *Every
	Other                Named
	Others               []Named

	sequence []Part
	text     string
	fails    bool
}

func (*Every) IsNamed()  {}
func (*Every) IsEither() {}

// Name is a method, and can be appended.
func (e *Every) Name() string { return e.name }

// AppendName appends the name, which may hold what JSON must escape.
func (e *Every) AppendName(dst []byte) []byte { return append(dst, e.name...) }

// Sequence is a method, and its elements can be had one by one.
func (e *Every) Sequence() []Part { return e.sequence }

// AllSequence hands out the elements.
func (e *Every) AllSequence() iter.Seq[*Part] {
	return func(yield func(*Part) bool) {
		for i := range e.sequence {
			if !yield(&e.sequence[i]) {
				return
			}
		}
	}
}

// Argued has an argument.
func (e *Every) Argued(n *int) *int { return n }

// Failing may fail.
func (e *Every) Failing() (string, error) {
	if e.fails {
		return "", errors.New("it fails")
	}
	return e.text, nil
}

// Contextual wants a context.
func (e *Every) Contextual(context.Context) string { return e.text }

// Present may be absent.
func (e *Every) Present() (string, bool) { return e.text, !e.fails }

// Marked has a directive.
func (e *Every) Marked() string { return e.text }

// Panicking may panic.
func (e *Every) Panicking() string {
	if e.fails {
		panic("it panics")
	}
	return e.text
}

// Part is a smaller object.
type Part struct {
	Name   string
	Label  *string // nil although the schema forbids it
	Weight *int32
	Every  *Every
}

func (*Part) IsNamed()  {}
func (*Part) IsEither() {}
