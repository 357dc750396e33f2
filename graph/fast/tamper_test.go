package fast_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pcgraph/graph/fast"
	"pcgraph/graph/fast/internal/zoo"
)

// The comparison with gqlgen must notice a table that is wrong in one field.
func TestComparisonNotices(t *testing.T) {
	t.Parallel()
	type every = fast.Object[zoo.Every]
	for name, tamper := range map[string]func(*every){
		"another field's value": func(o *every) {
			fast.Add(o, "idRequired", fast.NonNull, func(v *zoo.Every) string { return v.TextRequired }, fast.String[string])
		},
		"a null that is forbidden": func(o *every) {
			fast.Add(o, "textRequiredPointer", fast.NonNull, func(v *zoo.Every) *string { return v.TextRequiredPointer },
				func(fast.Selection) fast.Writer[*string] { return writeText(orNull) })
		},
		"a null in a list": func(o *every) {
			fast.Add(o, "textPointersRequired", fast.NonNull, func(v *zoo.Every) []*string { return v.TextPointersRequired },
				fast.List(fast.Nullable, fast.Pointer(fast.String[string])))
		},
		"an empty list for null": func(o *every) {
			fast.Add(o, "textsNullable", fast.Nullable, func(v *zoo.Every) []string { return slices.Concat([]string{}, v.TextsNullable) },
				fast.List(fast.NonNull, fast.String[string]))
		},
		"null for an empty list": func(o *every) {
			fast.Add(o, "texts", fast.NonNull, func(v *zoo.Every) []string { return v.Texts },
				func(s fast.Selection) fast.Writer[[]string] {
					write := fast.List(fast.NonNull, fast.String[string])(s)
					return func(dst []byte, v []string) ([]byte, bool) {
						if v == nil {
							return append(dst, "null"...), true
						}
						return write(dst, v)
					}
				})
		},
		"a zero time": func(o *every) {
			fast.Add(o, "momentValue", fast.Nullable, func(v *zoo.Every) string { return v.MomentValue.Format(time.RFC3339Nano) }, fast.String[string])
		},
		"less of a second": func(o *every) {
			fast.Add(o, "momentRequired", fast.NonNull, func(v *zoo.Every) time.Time { return v.MomentRequired.Truncate(time.Microsecond) }, fast.Time)
		},
		"small digits": func(o *every) {
			fast.Add(o, "textRequired", fast.NonNull, func(v *zoo.Every) *string { return &v.TextRequired },
				func(fast.Selection) fast.Writer[*string] {
					return writeText(func(text string) string { return strings.ReplaceAll(text, `\u001F`, `\u001f`) })
				})
		},
		"mended UTF-8": func(o *every) {
			fast.Add(o, "textRequired", fast.NonNull, func(v *zoo.Every) string { return strings.ToValidUTF8(v.TextRequired, "\ufffd") }, fast.String[string])
		},
		"an enum as text": func(o *every) {
			fast.Add(o, "colorRequired", fast.NonNull, func(v *zoo.Every) zoo.Color { return v.ColorRequired }, fast.String[zoo.Color])
		},
		"an enum that writes itself": func(o *every) {
			fast.Add(o, "mood", fast.Nullable, func(v *zoo.Every) *zoo.Mood { return v.Mood }, fast.Pointer(fast.Enum[zoo.Mood]))
		},
		"a field with a directive": func(o *every) {
			fast.Add(o, "marked", fast.Nullable, (*zoo.Every).Marked, fast.String[string])
		},
		"a field with an error": func(o *every) {
			fast.Add(o, "failing", fast.Nullable, func(v *zoo.Every) string { text, _ := v.Failing(); return text }, fast.String[string])
		},
		"a text that is appended unread": func(o *every) {
			fast.Add(o, "name", fast.NonNull, (*zoo.Every).Name, func(fast.Selection) fast.Writer[string] {
				return func(dst []byte, v string) ([]byte, bool) { return append(dst, `"`+v+`"`...), true }
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tables := zoo.Tables()
			for _, table := range tables {
				if o, ok := table.(*every); ok {
					tamper(o)
				}
			}
			for seed := range uint64(3000) {
				if compare(t, seed, tables, &tally{}) != "" {
					return
				}
			}
			t.Error("nobody noticed")
		})
	}
}

// writeText writes strings rightly, but for what change does to their JSON.
func writeText(change func(string) string) fast.Writer[*string] {
	write := fast.Pointer(fast.String[string])(fast.Selection{})
	return func(dst []byte, v *string) ([]byte, bool) {
		text, ok := write(nil, v)
		return append(dst, change(string(text))...), ok
	}
}

func orNull(text string) string { return text }
