package config

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// FuzzParse lets Go's fuzzer steer the property of TestParseAnything.
func FuzzParse(f *testing.F) {
	for _, seed := range [][]byte{nil, {1}, []byte("a seed of some length, so that several words are drawn from it"), make([]byte, 256)} {
		f.Add(seed)
	}
	f.Fuzz(rapid.MakeFuzz(parseAnything))
}

// TestParseAnything parses command lines made of our own words, of their parts, and of anything.
func TestParseAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, parseAnything)
}

// hidden stands only where values are never repeated: in secrets, in unknown settings, in words without a flag.
const hidden = "c4n4ry"

func parseAnything(t *rapid.T) {
	table, err := Table()
	if err != nil {
		t.Fatal(err)
	}
	setting := rapid.SampledFrom(table)
	value := rapid.OneOf(
		rapid.SampledFrom([]string{"", "on", "none", "0", "1", "30s", "1MiB", ":0", "127.0.0.1:80", "https://example.com", "-1", "=", "json"}),
		rapid.String(),
	)
	word := rapid.Custom(func(t *rapid.T) string {
		flag := setting.Draw(t, "flag").Flag
		switch rapid.IntRange(0, 6).Draw(t, "word") {
		case 0:
			return flag
		case 1, 2:
			return flag + "=" + value.Draw(t, "value")
		case 3:
			return strings.TrimSuffix(flag, "-file") + "x=" + hidden
		case 4:
			return "--upstream-token=" + hidden
		case 5:
			return rapid.SampledFrom([]string{"demo", "serve", "simulate", "version", "help", "--help", "-h", "--", "-", "-x", "--=", "--é"}).Draw(t, "own")
		default:
			return value.Draw(t, "anything")
		}
	})
	line := rapid.Custom(func(t *rapid.T) string {
		variables := setting.Draw(t, "variable").Variables
		name, isSecret := rapid.SampledFrom(variables).Draw(t, "name"), len(variables) > 1
		switch rapid.IntRange(0, 3).Draw(t, "line") {
		case 0:
			return name + "X=" + hidden
		case 1:
			return rapid.String().Draw(t, "anything")
		default:
			if isSecret {
				return name + "=" + hidden
			}
			return name + "=" + value.Draw(t, "value")
		}
	})
	arguments := rapid.SliceOfN(word, 0, 8).Draw(t, "arguments")
	if first := rapid.SampledFrom([]string{"", "demo", "serve", "simulate"}).Draw(t, "command"); first != "" {
		arguments = append([]string{first}, arguments...)
	}
	command, err := Parse(arguments, rapid.SliceOfN(line, 0, 8).Draw(t, "environ"))
	if err == nil {
		if command == nil {
			t.Fatal("neither a command nor an error")
		}
		return
	}
	var usage *UsageError
	if !errors.As(err, &usage) || command != nil || len(usage.Faults) == 0 {
		t.Fatalf("command %v, error %v; want a UsageError with faults, alone", command, err)
	}
	if strings.Contains(err.Error(), hidden) {
		t.Fatalf("the secret is shown:\n%v", err)
	}
	if lines := strings.Split(strings.TrimPrefix(err.Error(), usage.Usage), "\n"); usage.Usage == "" && len(lines) != len(usage.Faults)+2 {
		t.Fatalf("%d lines for %d faults:\n%v", len(lines), len(usage.Faults), err)
	}
}
