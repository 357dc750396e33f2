package export

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestStateIsKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "devices.csv.state")
	want := state{
		Version: stateVersion, Of: Identity{"https://host/graphql", "c", "csv", true}, Bytes: 30, Devices: 3, Done: []string{"Test batch"},
		Current: &progress{Batch: "Zürich", After: "cursor", Bytes: 20, Devices: 2},
	}
	// A killed run left a longer temporary file behind.
	if err := os.WriteFile(path+".tmp", make([]byte, 10_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := want.save(path); err != nil {
		t.Fatal(err)
	}
	got, err := loadState(path)
	if err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v and %v, not %+v", got, err, want)
	}
	if err := removeState(path); err != nil {
		t.Fatal(err)
	}
	if got, err := loadState(path); got != nil || err != nil {
		t.Errorf("after its removal there is %+v, %v", got, err)
	}
}

func TestParseStateRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":               ``,
		"half of one":           `{"version":1,"bytes":1`,
		"another version":       `{"version":2}`,
		"an unknown member":     `{"version":1,"byte":3}`,
		"negative":              `{"version":1,"bytes":-1}`,
		"begins behind the end": `{"version":1,"bytes":5,"current":{"batch":"a","after":"c","bytes":6}}`,
		"no cursor":             `{"version":1,"bytes":5,"current":{"batch":"a"}}`,
		"done and in progress":  `{"version":1,"done":["a"],"current":{"batch":"a","after":"c"}}`,
	} {
		if s, err := parseState([]byte(text)); err == nil {
			t.Errorf("%s: taken as %+v", name, s)
		}
	}
}

func FuzzParseState(f *testing.F) {
	f.Add([]byte(`{"version":1,"export":{"format":"csv"},"bytes":5,"devices":1,"done":["a"],"current":{"batch":"b","after":"c","bytes":5,"devices":1}}`))
	f.Add([]byte(`{"version":1,"bytes":-9223372036854775808}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := parseState(text)
		if err != nil {
			return
		}
		if s.Bytes < 0 || s.Current != nil && (s.Current.Bytes < 0 || s.Current.Bytes > s.Bytes) {
			t.Errorf("%s would cut the output to an impossible length", text)
		}
	})
}
