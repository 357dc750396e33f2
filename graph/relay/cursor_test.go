package relay

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func testSealer(t testing.TB, key string) *Sealer {
	t.Helper()
	s, err := NewSealer([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	s := testSealer(t, "key")
	rapid.Check(t, func(t *rapid.T) {
		scope := ScopeOf(rapid.String().Draw(t, "list"), rapid.String().Draw(t, "part"))
		p := Position{
			Token: rapid.StringN(0, 300, 2000).Draw(t, "token"),
			Index: rapid.IntRange(PageStart, 1<<20).Draw(t, "index"),
			Item:  DigestOf(rapid.String().Draw(t, "id")),
		}
		cursor := s.Seal(scope, p)
		if again := s.Seal(scope, p); again != cursor {
			t.Fatal("one position has two cursors")
		}
		if strings.ContainsAny(cursor, "+/=") {
			t.Fatalf("%q must be quoted in a URL", cursor)
		}
		if got, err := s.Open(scope, cursor); err != nil || got != p {
			t.Fatalf("got %+v, %v; want %+v", got, err, p)
		}
	})
}

func TestCursorRefused(t *testing.T) {
	t.Parallel()
	s, scope := testSealer(t, "key"), ScopeOf("devices", "customer", "batch")
	good := s.Seal(scope, Position{Token: "token", Index: 3, Item: DigestOf("id")})
	for name, test := range map[string]struct {
		sealer *Sealer
		scope  Scope
		cursor string
		want   error
	}{
		"another batch":        {s, ScopeOf("devices", "customer", "other"), good, ErrCursorScope},
		"parts cut elsewhere":  {s, ScopeOf("devices", "customerb", "atch"), good, ErrCursorScope},
		"another key":          {testSealer(t, "other"), scope, good, ErrCursorInvalid},
		"empty":                {s, scope, "", ErrCursorInvalid},
		"not base64":           {s, scope, "no cursor!", ErrCursorInvalid},
		"standard base64":      {s, scope, strings.NewReplacer("-", "+", "_", "/").Replace(good) + "=", ErrCursorInvalid},
		"cut":                  {s, scope, good[:len(good)/2], ErrCursorInvalid},
		"with something added": {s, scope, good + "AAAA", ErrCursorInvalid},
		"too long":             {s, scope, strings.Repeat("A", maxCursor+1), ErrCursorInvalid},
		"another version":      {s, scope, "Ag" + good[2:], ErrCursorInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if p, err := test.sealer.Open(test.scope, test.cursor); !errors.Is(err, test.want) {
				t.Fatalf("got %+v, %v; want %v", p, err, test.want)
			}
		})
	}
}

// No single changed byte goes unnoticed.
func TestCursorTampered(t *testing.T) {
	t.Parallel()
	s, scope := testSealer(t, "key"), ScopeOf("devices")
	good := s.Seal(scope, Position{Token: "a/b=c,d", Index: 99, Item: DigestOf("id")})
	for i := range good {
		for _, c := range []byte("A_9") {
			changed := good[:i] + string(c) + good[i+1:]
			if _, err := s.Open(scope, changed); changed != good && !errors.Is(err, ErrCursorInvalid) {
				t.Fatalf("byte %d changed to %c: %v", i, c, err)
			}
		}
	}
}

func TestSealerNeedsAKey(t *testing.T) {
	t.Parallel()
	if _, err := NewSealer(nil); err == nil {
		t.Fatal("an empty key was taken")
	}
}

func FuzzOpenCursor(f *testing.F) {
	s, scope := testSealer(f, "key"), ScopeOf("devices")
	f.Add(s.Seal(scope, Position{Token: "token", Index: 3, Item: DigestOf("id")}))
	f.Add(s.Seal(scope, Start))
	f.Add(s.Seal(ScopeOf("other"), Start))
	f.Add("")
	f.Add("AQ")
	f.Add("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		p, err := s.Open(scope, cursor)
		if err == nil && s.Seal(scope, p) != cursor {
			t.Fatalf("%q is a second spelling of %+v", cursor, p)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	s, scope := testSealer(b, "key"), ScopeOf("devices")
	p := Position{Token: strings.Repeat("t", 120), Index: 42, Item: DigestOf("id")}
	for b.Loop() {
		s.Seal(scope, p)
	}
}
