package fast_test

import (
	"strings"
	"testing"

	"pcgraph/graph/fast"
	"pcgraph/graph/fast/internal/zoo"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	type thing struct{}
	tables := []fast.Table{fast.NewObject[thing]("One"), fast.NewObject[thing]("Other")}
	for name, tt := range map[string]struct {
		roots []string
		wants []string
	}{
		"no table":     {[]string{"One", "None", "Nothing"}, []string{"None has no table", "Nothing has no table"}},
		"one Go type":  {[]string{"One", "Other"}, []string{"One and Other are both *fast_test.thing"}},
		"the same one": {[]string{"One", "One"}, []string{"One and One"}},
	} {
		_, err := fast.New(tables, tt.roots...)
		for _, want := range tt.wants {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", name, err, want)
			}
		}
	}
	if _, err := fast.New(tables, "Other"); err != nil {
		t.Error(err)
	}
}

// Tables that were generated for another schema would write another schema's nulls.
func TestValidateRefuses(t *testing.T) {
	t.Parallel()
	text := func(v *zoo.Part) string { return v.Name }
	absent, loose, known := fast.NewObject[zoo.Part]("Animal"), fast.NewObject[zoo.Part]("Part"), fast.NewObject[zoo.Part]("Part")
	fast.Add(loose, "name", fast.Nullable, text, fast.String[string])
	fast.Add(known, "nickname", fast.Nullable, text, fast.String[string])
	for want, table := range map[string]fast.Table{
		"Animal is no object type": absent, "Named is no object type": fast.NewObject[zoo.Part]("Named"),
		"Part.name is another field": loose, "Part.nickname is another field": known,
	} {
		e, err := fast.New([]fast.Table{table})
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Validate(zoo.New(1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if err := newExtension(t, zoo.Tables()).Validate(zoo.New(1)); err != nil {
		t.Error(err)
	}
}
