package pcclient

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestStaticTokenNeverShows(t *testing.T) {
	t.Parallel()
	token := StaticToken(testToken)
	client, err := New(Options{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	for _, value := range []any{token, &token, Options{Token: token}, []any{token}, client, *client} {
		// All but %p, for which fmt asks no method; vet refuses it for a string.
		for _, verb := range "vsqxXdtT" {
			fmt.Fprintf(&printed, "%"+string(verb)+" %+"+string(verb)+" %#"+string(verb)+"\n", value, value, value)
		}
	}
	encoded, err := json.Marshal(map[string]any{"token": token})
	if err != nil {
		t.Fatal(err)
	}
	printed.Write(encoded)
	slog.New(slog.NewTextHandler(&printed, nil)).Info("x", "token", token, "options", Options{Token: token})
	printed.WriteString(token.String() + token.GoString())

	hex := fmt.Sprintf("%x", testToken)
	for _, form := range []string{testToken, hex, strings.ToUpper(hex)} {
		if strings.Contains(printed.String(), form) {
			t.Errorf("the token shows as %s", form)
		}
	}
}
