package relay

import (
	"errors"
	"strings"
	"testing"
)

func TestWindow(t *testing.T) {
	t.Parallel()
	s := testSealer(t, "key")
	list := s.List("devices")
	number := func(n int32) *int32 { return &n }
	text := func(s string) *string { return &s }
	position := Position{Token: "token", Index: 7, Item: DigestOf("id")}
	for name, test := range map[string]struct {
		first *int32
		after *string
		want  Window
		err   string
	}{
		"nothing given": {want: Window{First: DefaultFirst, After: Start}},
		"zero":          {first: number(0), want: Window{First: 0, After: Start}},
		"the most":      {first: number(MaxFirst), want: Window{First: MaxFirst, After: Start}},
		"a cursor":      {after: text(seal(list, position)), want: Window{First: DefaultFirst, After: position, Continued: true}},
		"negative":      {first: number(-1), err: "`first` is -1; it can be 0 to 1000"},
		"too many":      {first: number(1001), err: "`first` is 1001; it can be 0 to 1000"},
		"no cursor":     {after: text(""), err: ErrCursorInvalid.Error()},
		"another list":  {after: text(seal(s.List("x"), position)), err: ErrCursorScope.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := list.Window(test.first, test.after)
			if (err != nil) != (test.err != "") || err != nil && !strings.HasPrefix(err.Error(), test.err) {
				t.Fatalf("got error %v, want %q", err, test.err)
			}
			if got.list = (List{}); got != test.want {
				t.Fatalf("got %+v, want %+v", got, test.want)
			}
			var argument *ArgumentError
			if test.first != nil && err != nil && !errors.As(err, &argument) {
				t.Fatalf("%v does not say which argument", err)
			}
		})
	}
}

func TestWindowEmpty(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		window Window
		want   bool
	}{
		{Window{First: 0, After: Start}, true},
		{Window{First: 0, After: Position{Token: "t", Index: PageStart}}, true},
		{Window{First: 0, After: Position{Index: 3}}, false},
		{Window{First: 1, After: Start}, false},
	} {
		if got := test.window.Empty(); got != test.want {
			t.Errorf("%+v: %v", test.window, got)
		}
	}
}
