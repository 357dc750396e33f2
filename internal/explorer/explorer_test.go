package explorer

import (
	"net/http"
	"strings"
	"testing"
)

// What New serves depends on whether the bundle was built; both are right, if Built says which.
func TestNew(t *testing.T) {
	t.Parallel()
	h, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := get(h, "/playground")
	if w.Code != http.StatusOK {
		t.Fatalf("status %d", w.Code)
	}
	page := "app.js"
	if Built() {
		page = "main.js"
	}
	if !strings.Contains(w.Body.String(), page) {
		t.Errorf("Built() is %t, but the page has no %s", Built(), page)
	}
}

// The names that the bundle's script asks for while it runs are known only there.
func TestBundleIsWhole(t *testing.T) {
	t.Parallel()
	if !Built() {
		t.Skip("the full Playground is not part of this binary: make explorer")
	}
	h, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"main.js", "main.css", "editor.worker.js", "graphql.worker.js", "json.worker.js", "codicon.ttf", "licences.txt",
	} {
		if w := get(h, "/playground/"+name); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s: status %d, %d bytes", name, w.Code, w.Body.Len())
		}
	}
}

func TestOptionsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options Options
		want    []string
	}{
		"no slash":        {Options{BasePath: "playground"}, []string{"BasePath", "begin with a slash"}},
		"the root":        {Options{BasePath: "/"}, []string{"BasePath", "below the root"}},
		"slash at end":    {Options{BasePath: "/playground/"}, []string{"BasePath", "clean path"}},
		"climbing":        {Options{Endpoint: "/a/../graphql"}, []string{"Endpoint", "clean path"}},
		"another host":    {Options{Endpoint: "//elsewhere.test/graphql"}, []string{"Endpoint", "clean path"}},
		"a whole address": {Options{Endpoint: "https://elsewhere.test/graphql"}, []string{"Endpoint", "begin with a slash"}},
		"a query":         {Options{Endpoint: "/graphql?x=y"}, []string{"Endpoint", "plain path"}},
		"a backslash":     {Options{SchemaPath: `/\elsewhere.test`}, []string{"SchemaPath", "plain path"}},
		"several":         {Options{BasePath: "/", Endpoint: "graphql"}, []string{"BasePath", "Endpoint"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(test.options)
			if err == nil {
				t.Fatal("was accepted")
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("error %q does not say %q", err, part)
				}
			}
		})
	}
}
