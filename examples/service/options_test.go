package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const customer = "47021739-3426-40bf-9601-61b4b6d7c793"

func environment(variables map[string]string) func(string) string {
	return func(name string) string { return variables[name] }
}

func TestParseListsEveryMistake(t *testing.T) {
	t.Parallel()
	_, err := parse([]string{"-api", "host", "-customer", "c", "-format", "xml", "-tries", "0", "devices.csv"},
		environment(map[string]string{tokenVariable: "two words"}), io.Discard)
	if err == nil {
		t.Fatal("taken")
	}
	for _, words := range []string{"https://host/graphql", "-customer", `"xml"`, "-out", "-tries", `"devices.csv"`, tokenVariable} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%q is not in: %v", words, err)
		}
	}
	if strings.Contains(err.Error(), "two words") {
		t.Errorf("the token is shown: %v", err)
	}
}

func TestParseDefaults(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{"-customer", customer, "-out", "devices.csv"}, environment(nil), io.Discard)
	if err != nil || o.api != "http://127.0.0.1:8080/graphql" || o.format != "csv" || !o.secrets || o.overwrite || o.token != nil {
		t.Errorf("%+v, %v", o, err)
	}
}

// A token that is renewed in its file is taken up.
func TestTokenFromFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("first\n")
	token, err := tokenFrom("", file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"first", "second"} {
		write(want + "\n")
		if got, err := token(); got != want || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
	for _, bad := range []string{"", " \n", "two\nlines", strings.Repeat("a", longestToken+1)} {
		write(bad)
		if got, err := token(); err == nil {
			t.Errorf("%.20q is taken as a token: %.20q", bad, got)
		}
	}
	if _, err := tokenFrom("value", file); err == nil {
		t.Error("a value and a file are taken together")
	}
	if _, err := tokenFrom("", file+".none"); err == nil {
		t.Error("a file that is not there is taken")
	}
}
