package pcclient

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2*maxPooledBytes)
	for name, test := range map[string]struct{ body, want string }{
		"empty":             {"", ""},
		"plain":             {"{}", "{}"},
		"mark":              {byteOrderMark + "{}", "{}"},
		"two marks":         {byteOrderMark + byteOrderMark, byteOrderMark},
		"half a mark":       {byteOrderMark[:2], "\ufffd\ufffd"},
		"broken characters": {"a\xff\xfeb\xe6\x97é\xed\xa0\x80", "a\ufffd\ufffdb\ufffd\ufffdé\ufffd\ufffd\ufffd"},
		"long":              {long, long},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			size := int64(len(test.body))
			for _, length := range []int64{size, -1, 0, 1, size + 1, 1 << 62} {
				for _, limit := range []int64{size, 1 << 40} {
					text, err := readText(io.NopCloser(iotest.DataErrReader(strings.NewReader(test.body))), length, limit)
					if err != nil || text != test.want {
						t.Fatalf("length %d, limit %d: %d bytes, error %v", length, limit, len(text), err)
					}
				}
			}
			if size == 0 {
				return
			}
			_, err := readText(io.NopCloser(strings.NewReader(test.body)), size, size-1)
			if KindOf(err) != KindBadResponse || !strings.Contains(err.Error(), "larger than") {
				t.Errorf("above the limit: %v", err)
			}
		})
	}
}

// TestTextsOutliveTheirBuffer checks that a text is no part of what the next body
// is read into.
func TestTextsOutliveTheirBuffer(t *testing.T) {
	t.Parallel()
	var texts []string
	for i := range 100 {
		body := strings.Repeat(string(rune('a'+i%26)), 1000)
		text, err := readText(io.NopCloser(strings.NewReader(body)), 1000, 1000)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	for i, text := range texts {
		if text != strings.Repeat(string(rune('a'+i%26)), 1000) {
			t.Fatalf("text %d is now %q", i, text)
		}
	}
}

func TestReadTextSaysThatTheConnectionBroke(t *testing.T) {
	t.Parallel()
	for _, lost := range []error{errors.New("lost"), io.ErrUnexpectedEOF} {
		_, err := readText(io.NopCloser(io.MultiReader(strings.NewReader("{}"), iotest.ErrReader(lost))), 2, 100)
		if !errors.Is(err, lost) || KindOf(err) != 0 {
			t.Errorf("error is %v", err)
		}
	}
}
