package zoo

import (
	"math/rand/v2"
	"time"
)

// random makes values, many of them unusual.
type random struct{ *rand.Rand }

// words are strings in which something may go wrong.
var words = []string{
	"", "a", "plain", "exactly8", "rather longer than one word", "<&>", "\u2028",
	`"`, `1234567"`, `12345678\`, "tab\tand\nline\rend", "null\x00", "\x1f\x7f unit", "grün 日本語 🎈", "broken \xff\xc3", "\x80\x81\x82\x83\x84\x85\x86\x87",
}

func (r random) text() string { return words[r.IntN(len(words))] }

// rarely is for what spoils a whole answer.
func (r random) rarely() bool { return r.IntN(15) == 0 }

func (r random) time() time.Time {
	switch r.IntN(6) {
	case 0:
		return time.Unix(r.Int64N(4e9), 0).UTC()
	case 1:
		return time.Date(-1+r.IntN(20000), 1, 1, 0, 0, 0, r.IntN(1e9), time.UTC)
	}
	return time.Unix(r.Int64N(4e9), r.Int64N(1e9)).In(time.FixedZone("", 60*r.IntN(1000)-30000+r.IntN(2)))
}

func (r random) color() Color {
	if r.IntN(3) == 0 {
		return []Color{"", "PURPLE", `"RED"`, "bell\a"}[r.IntN(4)]
	}
	return AllColor[r.IntN(len(AllColor))]
}

// maybe returns nil or a pointer to a value.
func maybe[V any](r random, v V) *V {
	if r.IntN(3) == 0 {
		return nil
	}
	return &v
}

// mostly returns a pointer to a value, and nil where it must not be.
func mostly[V any](r random, v V) *V {
	if r.rarely() {
		return nil
	}
	return &v
}

// some returns a slice that may be nil or empty.
func some[V any](r random, element func() V) []V {
	n := r.IntN(5) - 1
	if n < 0 {
		return nil
	}
	all := make([]V, n)
	for i := range all {
		all[i] = element()
	}
	return all
}

// every makes an object; what it holds ends at depth.
func (r random) every(depth int) *Every {
	e := &Every{name: r.text(), text: r.text(), fails: r.IntN(4) == 0}
	e.ID, e.IDRequired = maybe(r, r.text()), r.text()
	e.Text, e.TextRequired, e.TextRequiredPointer = maybe(r, r.text()), r.text(), mostly(r, r.text())
	e.Alike, e.AlikeRequired = maybe(r, Alike(r.text())), Alike(r.text())
	e.Number, e.NumberRequired, e.NumberRequiredPointer = maybe(r, r.Int32()-1<<30), r.Int(), mostly(r, -r.Int())
	e.Truth, e.TruthRequired = maybe(r, r.IntN(2) == 0), r.IntN(2) == 0
	e.Ratio = maybe(r, r.Float64())
	e.Moment, e.MomentRequired, e.MomentRequiredPointer = maybe(r, r.time()), r.time(), mostly(r, r.time())
	switch {
	case r.IntN(3) == 0: // MomentValue is zero
	case r.rarely():
		e.Moment, e.MomentRequired = &time.Time{}, time.Time{}
	default:
		e.MomentValue = r.time()
	}
	e.Color, e.ColorRequired = maybe(r, r.color()), r.color()
	e.Mood, e.Odd, e.Opaque = maybe(r, Mood("GLAD")), maybe(r, Odd{r.Int()}), maybe(r, Opaque{r.Int32()})

	e.Texts, e.TextsNullable, e.Flock = some(r, r.text), some(r, r.text), some(r, r.text)
	e.TextPointers = some(r, func() *string { return maybe(r, r.text()) })
	e.TextPointersRequired = some(r, func() *string { return mostly(r, r.text()) })
	e.Colors = some(r, r.color)
	e.Moments = some(r, func() time.Time {
		if r.rarely() {
			return time.Time{}
		}
		return r.time()
	})
	e.Grid = some(r, func() []int { return some(r, r.Int) })
	e.GridNullable = some(r, func() []*int32 { return some(r, func() *int32 { return maybe(r, r.Int32()) }) })
	r.hold(e, depth)
	return e
}

// hold fills in the objects that e holds.
func (r random) hold(e *Every, depth int) {
	if depth == 0 {
		e.PartRequired = &Part{Label: new(string)}
		e.PartValue.Label = new(string)
		return
	}
	part := func() Part { return *r.part(depth - 1) }
	partPointer := func() *Part { return mostly(r, part()) }
	e.Part, e.PartRequired, e.PartValue = maybe(r, part()), partPointer(), part()
	e.Parts, e.sequence = some(r, part), some(r, part)
	e.PartPointers = some(r, func() *Part { return maybe(r, part()) })
	e.PartPointersRequired = some(r, partPointer)
	if r.IntN(2) == 0 {
		e.Twin = r.every(depth - 1)
	}
	e.Other = r.named(depth - 1)
	e.Others = some(r, func() Named { return r.named(depth - 1) })
}

func (r random) part(depth int) *Part {
	p := &Part{Name: r.text(), Label: mostly(r, r.text()), Weight: maybe(r, r.Int32())}
	if depth > 0 && r.IntN(2) == 0 {
		p.Every = r.every(depth - 1)
	}
	return p
}

func (r random) named(depth int) Named {
	if r.IntN(2) == 0 {
		return r.part(depth)
	}
	return r.every(depth)
}
