package api

import (
	"os"
	"testing"

	"github.com/Khan/genqlient/generate"
)

// What is committed is what genqlient makes of the operations and the schema now.
func TestGenerated(t *testing.T) {
	t.Parallel()
	config, err := generate.ReadAndValidateConfig("genqlient.yaml")
	if err != nil {
		t.Fatal(err)
	}
	files, err := generate.Generate(config)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range files {
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is out of date; go generate ./api mends it", path)
		}
	}
	if len(files) == 0 {
		t.Error("nothing is generated")
	}
}
