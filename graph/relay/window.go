package relay

import "fmt"

// Bounds of a window's size, in items.
const (
	DefaultFirst = 50
	MaxFirst     = 1000
)

// A Window is the part of a list that a field asks for.
type Window struct {
	// First is how many items are wanted, 0 to [MaxFirst].
	First int
	// After is where the window begins.
	After Position
	// Continued says that the caller gave a cursor.
	Continued bool

	list List
}

// An ArgumentError says what is wrong with an argument and what would do.
type ArgumentError struct{ Message string }

func (e *ArgumentError) Error() string { return e.Message }

// Window reads a connection's arguments. It refuses what it cannot serve, with
// an [*ArgumentError], [ErrCursorInvalid] or [ErrCursorScope]; nothing is
// clamped, because a silent clamp looks like missing data.
func (l List) Window(first *int32, after *string) (Window, error) {
	w := Window{First: DefaultFirst, After: Start, list: l}
	if first != nil {
		w.First = int(*first)
	}
	if w.First < 0 || w.First > MaxFirst {
		return Window{}, &ArgumentError{fmt.Sprintf(
			"`first` is %d; it can be 0 to %d. Ask for at most %d and follow `pageInfo.endCursor` for the rest.",
			w.First, MaxFirst, MaxFirst)}
	}
	if after != nil {
		position, err := l.Open(*after)
		if err != nil {
			return Window{}, err
		}
		w.After, w.Continued = position, true
	}
	return w, nil
}

// Empty says that the window is empty wherever its list ends, and that no page
// need be fetched to say so: there is no item in front of it to be found again.
func (w Window) Empty() bool { return w.First == 0 && w.After.Index == PageStart }
