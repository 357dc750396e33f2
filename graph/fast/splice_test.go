package fast

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
)

func filled(pool *sync.Pool, text string) *buffer {
	b := takeBuffer(pool)
	b.text = append(b.text, text...)
	return b
}

func TestSpliceParts(t *testing.T) {
	t.Parallel()
	var pool sync.Pool
	ctx, s := WithSplice(t.Context())
	defer s.Release()
	long := strings.Repeat("x", spliceFrom)
	var data bytes.Buffer
	for _, text := range []string{long + "0", "short", long + "1", long + "2"} {
		data.WriteString("[")
		m := hand(ctx, filled(&pool, text))
		if text != long+"2" { // such as a field of an object that became null
			m.MarshalGQL(&data)
		}
	}
	if data.Len() > 100 {
		t.Errorf("%d bytes were copied", data.Len())
	}
	parts, err := s.Parts(data.Bytes())
	if want := "[" + long + "0[short[" + long + "1["; err != nil || string(bytes.Join(parts, nil)) != want {
		t.Errorf("%v, %.20q…", err, parts)
	}
}

func TestSplicePartsOfOtherData(t *testing.T) {
	t.Parallel()
	var pool sync.Pool
	_, s := WithSplice(t.Context())
	defer s.Release()
	if _, ok := s.keep(filled(&pool, "kept")); !ok {
		t.Fatal("not kept")
	}
	for _, data := range []string{"", "{}", "\x000\x00", "a\x000\x00b\x000\x00c"} {
		parts, err := s.Parts([]byte(data))
		if want := strings.ReplaceAll(data, "\x000\x00", "kept"); err != nil || string(bytes.Join(parts, nil)) != want {
			t.Errorf("%q: %v, %q", data, err, parts)
		}
	}
	for _, data := range []string{"\x00", "\x000", "\x001\x00", "\x00-1\x00", "\x00\x00", "\x00zero\x00", "\x0018446744073709551616\x00"} {
		if parts, err := s.Parts([]byte(data)); !errors.Is(err, errMark) {
			t.Errorf("%q: %v, %q", data, err, parts)
		}
	}
}

// What is written after the response was sent must not come into a buffer that
// belongs to another by then.
func TestSpliceAfterRelease(t *testing.T) {
	t.Parallel()
	var pool sync.Pool
	ctx, s := WithSplice(t.Context())
	s.Release()
	long := strings.Repeat("x", spliceFrom)
	m := hand(ctx, filled(&pool, long))
	for range 2 {
		next := filled(&pool, strings.Repeat("y", spliceFrom))
		var data bytes.Buffer
		m.MarshalGQL(&data)
		if data.String() != long {
			t.Fatalf("%.20q…", data.String())
		}
		next.release()
	}
	s.Release() // a second time is harmless
}

func TestWithoutSplice(t *testing.T) {
	t.Parallel()
	var pool sync.Pool
	long := strings.Repeat("x", spliceFrom)
	m := hand(context.Background(), filled(&pool, long))
	defer filled(&pool, strings.Repeat("y", spliceFrom)).release()
	for range 2 {
		var data bytes.Buffer
		m.MarshalGQL(&data)
		if data.String() != long {
			t.Fatalf("%.20q…", data.String())
		}
	}
}
