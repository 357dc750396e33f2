package relay

import (
	"bytes"
	"encoding/base64"
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

func seal(list List, p Position) string { return string(list.Page(p.Token).Append(nil, p)) }

func TestCursorRoundTrip(t *testing.T) {
	t.Parallel()
	s := testSealer(t, "key")
	rapid.Check(t, func(t *rapid.T) {
		list := s.List(rapid.String().Draw(t, "list"), rapid.String().Draw(t, "part"))
		p := Position{
			Token: rapid.StringN(0, 300, 2000).Draw(t, "token"),
			Index: rapid.IntRange(PageStart, 1<<20).Draw(t, "index"),
			Item:  DigestOf(rapid.String().Draw(t, "id")),
		}
		cursor := seal(list, p)
		if again := seal(list, p); again != cursor {
			t.Fatal("one position has two cursors")
		}
		if strings.ContainsAny(cursor, "+/=") {
			t.Fatalf("%q must be quoted in a URL", cursor)
		}
		if got, err := list.Open(cursor); err != nil || got != p {
			t.Fatalf("got %+v, %v; want %+v", got, err, p)
		}
	})
}

func TestCursorRefused(t *testing.T) {
	t.Parallel()
	s := testSealer(t, "key")
	list := s.List("devices", "customer", "batch")
	good := seal(list, Position{Token: "token", Index: 3, Item: DigestOf("id")})
	other := seal(list, Position{Token: "token 2", Index: 3, Item: DigestOf("id")})
	edge := len(good) - 32
	for name, test := range map[string]struct {
		list   List
		cursor string
		want   error
	}{
		"another batch":        {s.List("devices", "customer", "other"), good, ErrCursorScope},
		"parts cut elsewhere":  {s.List("devices", "customerb", "atch"), good, ErrCursorScope},
		"another key":          {testSealer(t, "other").List("devices", "customer", "batch"), good, ErrCursorInvalid},
		"empty":                {list, "", ErrCursorInvalid},
		"not base64":           {list, "no cursor!", ErrCursorInvalid},
		"standard base64":      {list, strings.NewReplacer("-", "+", "_", "/").Replace(good) + "=", ErrCursorInvalid},
		"cut":                  {list, good[:len(good)/2], ErrCursorInvalid},
		"with something added": {list, good + "AAAA", ErrCursorInvalid},
		"too long":             {list, strings.Repeat("A", maxCursor+1), ErrCursorInvalid},
		"broken in two lines":  {list, good[:20] + "\n" + good[20:], ErrCursorInvalid},
		"two cursors' parts":   {list, good[:edge] + other[len(other)-32:], ErrCursorInvalid},
		"another version":      {list, "Ag" + good[2:], ErrCursorInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if p, err := test.list.Open(test.cursor); !errors.Is(err, test.want) {
				t.Fatalf("got %+v, %v; want %v", p, err, test.want)
			}
		})
	}
}

// No single changed byte goes unnoticed.
func TestCursorTampered(t *testing.T) {
	t.Parallel()
	list := testSealer(t, "key").List("devices")
	good := seal(list, Position{Token: "a/b=c,d", Index: 99, Item: DigestOf("id")})
	for i := range good {
		for _, c := range []byte("A_9") {
			changed := good[:i] + string(c) + good[i+1:]
			if _, err := list.Open(changed); changed != good && !errors.Is(err, ErrCursorInvalid) {
				t.Fatalf("byte %d changed to %c: %v", i, c, err)
			}
		}
	}
}

// Nothing of a position can be read from its cursor, not even whether two of them,
// on different pages, are of one item.
func TestCursorHidesItsPosition(t *testing.T) {
	t.Parallel()
	sealer, err := NewSealer([]byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	position := Position{Token: "t", Index: 7, Item: DigestOf("device")}
	edgeOf := func(list List, p Position) []byte {
		sealed, err := base64.RawURLEncoding.DecodeString(string(list.Page(p.Token).Append(nil, p)))
		if err != nil {
			t.Fatal(err)
		}
		return sealed[len(sealed)-edgeSize:]
	}
	first := edgeOf(sealer.List("a"), position)
	if bytes.Contains(first, position.Item[:]) || bytes.Contains(first, []byte{0, 0, 0, 7}) {
		t.Errorf("%x shows its place", first)
	}
	elsewhere := position
	elsewhere.Token = "u"
	for _, other := range [][]byte{edgeOf(sealer.List("b"), position), edgeOf(sealer.List("a"), elsewhere)} {
		if bytes.Equal(first[:placeSize], other[:placeSize]) {
			t.Errorf("%x and %x show that they are of one item", first, other)
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
	s := testSealer(f, "key")
	list := s.List("devices")
	f.Add(seal(list, Position{Token: "token", Index: 3, Item: DigestOf("id")}))
	f.Add(seal(list, Start))
	f.Add(seal(s.List("other"), Start))
	f.Add("")
	f.Add("AQ")
	f.Add("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		p, err := list.Open(cursor)
		if err == nil && seal(list, p) != cursor {
			t.Fatalf("%q is a second spelling of %+v", cursor, p)
		}
	})
}

// One page of 100 edges.
func BenchmarkPageOfCursors(b *testing.B) {
	list := testSealer(b, "key").List("devices", "customer", "batch")
	token, buffer := strings.Repeat("t", 120), make([]byte, 0, 1<<16)
	b.ReportAllocs()
	for b.Loop() {
		page := list.Page(token)
		buffer = buffer[:0]
		for i := range 100 {
			buffer = page.Append(buffer, Position{Token: token, Index: i, Item: DigestOf("9a2b05d1-2f89-4688-9768-c104e76626a8")})
		}
	}
}
