package pcsim

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func drawPlace(t *rapid.T) place {
	p := place{
		list:    rapid.Uint64().Draw(t, "list"),
		offset:  rapid.IntRange(0, 1<<40).Draw(t, "offset"),
		size:    rapid.IntRange(0, 500).Draw(t, "size"),
		empties: rapid.IntRange(0, mostPages).Draw(t, "empties"),
		padded:  rapid.Bool().Draw(t, "padded"),
		epoch:   rapid.Uint32().Draw(t, "epoch"),
		filter:  rapid.String().Draw(t, "filter"),
	}
	if seconds := rapid.Int64Range(0, 1<<32).Draw(t, "issued"); seconds > 0 {
		p.issued = time.Unix(seconds, 0)
	}
	return p
}

func TestTokenKeepsThePlace(t *testing.T) {
	t.Parallel()
	ours, others := newTokens(1), newTokens(2)
	rapid.Check(t, func(t *rapid.T) {
		want := drawPlace(t)
		token := ours.write(want)
		got, ok := ours.read(token)
		if !ok {
			t.Fatalf("%q cannot be read back", token)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(place{})); diff != "" {
			t.Fatal(diff)
		}
		if _, ok := others.read(token); ok {
			t.Fatal("another server takes the token")
		}
		at := rapid.IntRange(0, len(token)-1).Draw(t, "at")
		changed := token[:at] + string(rune('!')) + token[at+1:]
		if _, ok := ours.read(changed); ok {
			t.Fatalf("changed at %d and still good: %q", at, changed)
		}
	})
}

// Tokens hold what makes naive clients fail: = and, when long, / , _ and -.
func TestTokenAlphabet(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	path := devicesPath(CustomerDocumented, BatchLarge)
	short := get(t, s, path).token()
	long := get(t, s, path, "MS-ContinuationToken", short).token()
	if len(short) > 100 || !strings.Contains(short, "=") {
		t.Errorf("the short token is %q", short)
	}
	for _, sign := range []string{"=", "/", ",", "-"} {
		if !strings.Contains(long, sign) {
			t.Errorf("the long token has no %q: %s", sign, long)
		}
	}
	if len(long) < 300 || strings.ContainsFunc(long, func(c rune) bool { return c > unicode.MaxASCII || !unicode.IsPrint(c) }) {
		t.Errorf("the long token is %q", long)
	}
}

func TestTokensAreTheSameAgain(t *testing.T) {
	t.Parallel()
	path := devicesPath(CustomerDocumented, BatchLarge)
	if one, two := get(t, newServer(t, Options{}), path).text, get(t, newServer(t, Options{}), path).text; one != two {
		t.Error("two servers with the same seed give different pages")
	}
}

func FuzzToken(f *testing.F) {
	s := newServer(f, Options{})
	path := devicesPath(CustomerDocumented, BatchLarge)
	token := get(f, s, path).token()
	f.Add(token)
	f.Add(get(f, s, path, "MS-ContinuationToken", token).token())
	f.Add("AQAAAA==")
	f.Add(",")
	f.Fuzz(func(t *testing.T, token string) {
		if p, ok := s.tokens.read(token); ok && s.tokens.write(p) != token {
			t.Errorf("%q was never handed out and is taken", token)
		}
	})
}
