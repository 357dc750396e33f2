package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// TestSecretCannotBePrinted prints a secret alone, behind a pointer, and inside other values, in every way that the
// standard library knows.
func TestSecretCannotBePrinted(t *testing.T) {
	t.Parallel()
	const hidden = "c4n4ry"
	secret := NewSecret(hidden)
	holders := map[string]any{
		"value":            secret,
		"pointer":          &secret,
		"exported field":   struct{ Key Secret }{secret},
		"unexported field": struct{ key Secret }{secret},
		"nested":           &struct{ inner struct{ key Secret } }{struct{ key Secret }{secret}},
		"slice":            []Secret{secret},
		"map":              map[Secret]Secret{secret: secret},
		"interface":        []any{secret},
		"command":          &Serve{Credential: Credential{UpstreamToken: secret}},
	}
	// In hexadecimal too, and in Go's notation for bytes.
	forms := []string{hidden, fmt.Sprintf("%x", hidden), fmt.Sprintf("%X", hidden), fmt.Sprint([]byte(hidden))[1:10]}
	for name, holder := range holders {
		var outputs []string
		for _, verb := range "vsqxXdbcoOUeEfFgGtpTw" {
			for _, flag := range []string{"", "+", "#", " ", "-20", "020", ".1"} {
				outputs = append(outputs, fmt.Sprintf("%"+flag+string(verb), holder))
			}
		}
		outputs = append(outputs, fmt.Sprint(holder), fmt.Sprintln(holder), fmt.Errorf("holder: %v", holder).Error())
		if text, err := json.Marshal(holder); err == nil {
			outputs = append(outputs, string(text))
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("text", "holder", holder)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "holder", holder)
		outputs = append(outputs, log.String())
		for _, output := range outputs {
			for _, form := range forms {
				if strings.Contains(output, form) {
					t.Errorf("%s: %q shows the secret", name, output)
				}
			}
		}
	}
	if got := secret.Reveal(); got != hidden {
		t.Errorf("Reveal() = %q, want %q", got, hidden)
	}
	if got := fmt.Sprintf("%v %s %#v", secret, &secret, struct{ Key Secret }{secret}.Key); got != "[redacted] [redacted] [redacted]" {
		t.Errorf("printed as %q", got)
	}
}

func TestUnsetSecret(t *testing.T) {
	t.Parallel()
	var unset Secret
	if unset.IsSet() || unset.Reveal() != "" || fmt.Sprint(unset) != "" {
		t.Errorf("unset: IsSet %t, Reveal %q, printed %q", unset.IsSet(), unset.Reveal(), fmt.Sprint(unset))
	}
}
