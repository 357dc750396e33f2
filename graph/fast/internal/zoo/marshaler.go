package zoo

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

var errInput = errors.New("the zoo takes no input")

// Mood writes itself in lower case.
type Mood string

// MarshalGQL writes the mood.
func (m Mood) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, strconv.Quote(strings.ToLower(string(m))))
}

// UnmarshalGQL is what gqlgen knows an enum by.
func (*Mood) UnmarshalGQL(any) error { return errInput }

// Odd is a scalar that is written as an object.
type Odd struct{ N int }

// MarshalGQL writes the scalar.
func (o Odd) MarshalGQL(w io.Writer) { _, _ = fmt.Fprintf(w, `{"odd": %d}`, o.N) }

// UnmarshalGQL is what gqlgen knows a scalar by.
func (*Odd) UnmarshalGQL(any) error { return errInput }

// Opaque is an object that writes itself, whatever is selected.
type Opaque struct{ X int32 }

// MarshalGQL writes the object.
func (o Opaque) MarshalGQL(w io.Writer) { _, _ = fmt.Fprintf(w, `[%d]`, o.X) }

// UnmarshalGQL is what gqlgen knows a marshaler by.
func (*Opaque) UnmarshalGQL(any) error { return errInput }

// Flock is a list that writes itself.
type Flock []string

// MarshalGQL writes the list.
func (f Flock) MarshalGQL(w io.Writer) { _, _ = fmt.Fprintf(w, "[%d]", len(f)) }

// UnmarshalGQL is what gqlgen knows a marshaler by.
func (*Flock) UnmarshalGQL(any) error { return errInput }
