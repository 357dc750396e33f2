package credentials

import "fmt"

// Secret is a text that does not show, however it is printed, logged or marshalled.
type Secret string

const redacted = "[redacted]"

// Format hides the secret, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
