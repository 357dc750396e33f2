package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func manifest(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "documents.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// With a manifest, a request names its document; with strict, it can do nothing else.
func TestOperationsFile(t *testing.T) {
	path := manifest(t, `{"4f2a":"query Customers($first: Int) { customers(first: $first) { nodes { id } } }"}`)
	demo := start(t, []string{"demo", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--operations-file", path, "--operations", "strict"})
	url := demo.find(t, `GraphQL on (http://\S+)`)
	if answer := post(t, url, `{"documentId":"4f2a","variables":{"first":1}}`); !strings.HasPrefix(answer, `{"data":{"customers":{"nodes":[{"id":`) {
		t.Errorf("a document of the manifest answers %s", answer)
	}
	if answer := post(t, url, `{"query":"{ customers { totalCount } }"}`); !strings.Contains(answer, `"FORBIDDEN"`) {
		t.Errorf("another one answers %s", answer)
	}
	demo.stop(t)
	if log := demo.output.String(); !strings.Contains(log, "msg=operation") || !strings.Contains(log, "operation=Customers") {
		t.Errorf("the operation is not in the log:\n%s", log)
	}
}

// Every mistake in a manifest is one of the command line, and all are told at once.
func TestWrongOperationsFile(t *testing.T) {
	for name, test := range map[string]struct {
		path string
		want []string
	}{
		"documents": {manifest(t, `{"a":"{ nope }","b":"{ customers { totalCount }","c":"{ customers { totalCount } }"}`),
			[]string{"2 to correct", `document "a": Cannot query field "nope"`, "(line 1, column 3)", `document "b": Expected Name, found <EOF>`}},
		"no manifest": {manifest(t, `[]`), []string{"1 to correct", "PCGRAPH_OPERATIONS_FILE: it is not a JSON object"}},
		"endless":     {"/dev/zero", []string{"larger than"}},
		"a folder":    {t.TempDir(), []string{"cannot be read: is a directory"}},
		"nothing":     {"/nowhere", []string{"no such file"}},
	} {
		var stderr bytes.Buffer
		code := run(t.Context(), []string{"demo", "--addr", "127.0.0.1:0", "--admin-addr", "127.0.0.1:0", "--operations-file", test.path}, nil, io.Discard, &stderr)
		if code != 2 {
			t.Errorf("%s: exit code %d", name, code)
		}
		for _, want := range test.want {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("%s: %q is not in\n%s", name, want, &stderr)
			}
		}
	}
}
