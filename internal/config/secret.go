package config

import (
	"fmt"
	"log/slog"
)

// redacted is all that is ever printed of a [Secret].
const redacted = "[redacted]"

// Secret is a value that must not be printed, and cannot be: not by fmt with any verb, not as JSON or other text,
// not by slog. Only [Secret.Reveal] tells it. The zero value is an unset secret.
type Secret struct {
	// The pointer is for fmt, which does not ask a value in an unexported field how it wants to be printed: it then
	// prints the pointer.
	value *string
}

// NewSecret makes a secret of a value.
func NewSecret(value string) Secret { return Secret{value: &value} }

// Reveal returns the value itself, "" if unset. Never print it, or hand it to anything that does.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsSet reports whether there is a value.
func (s Secret) IsSet() bool { return s.value != nil }

// String implements [fmt.Stringer]. An unset secret is "".
func (s Secret) String() string {
	if !s.IsSet() {
		return ""
	}
	return redacted
}

// Format implements [fmt.Formatter], and so answers for every verb.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(s.String())) }

// MarshalText implements [encoding.TextMarshaler], and so answers for JSON and whatever else asks for text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
