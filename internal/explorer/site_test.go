package explorer

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

// unbuilt is dist/ as it is committed, bundle as a build leaves it.
var unbuilt = fstest.MapFS{"README.md": {Data: []byte("# The bundled Playground")}}

func bundle(t testing.TB) fs.FS {
	t.Helper()
	files := fstest.MapFS{"README.md": unbuilt["README.md"]}
	for name, content := range map[string]string{
		"main.js":           strings.Repeat("// GraphiQL\n", 100),
		"main.css":          "body { margin: 0 }",
		"graphql.worker.js": "// a worker",
		"codicon.ttf":       "\x00\x01\x00\x00",
		"licences.txt":      "MIT",
	} {
		files[name+".gz"] = &fstest.MapFile{Data: compress(t, content)}
	}
	return files
}

func compress(t testing.TB, content string) []byte {
	t.Helper()
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	if _, err := writer.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return compressed.Bytes()
}

func newTestSite(t testing.TB, options Options, dist fs.FS) *site {
	t.Helper()
	s, err := newSite(options, dist)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	return request(h, http.MethodGet, path, nil)
}

func request(h http.Handler, method, path string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://pcgraph.test/", nil)
	r.URL.Path = path // as it is, without the cleaning that a mux would do
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPages(t *testing.T) {
	t.Parallel()
	full := newTestSite(t, Options{}, bundle(t))
	fallback := newTestSite(t, Options{}, unbuilt)
	for name, test := range map[string]struct {
		site        *site
		path        string
		status      int
		contentType string
		body        string // a part of it
	}{
		"full page":                {full, "/playground", 200, "text/html; charset=utf-8", `src="./playground/main.js"`},
		"full page, slash":         {full, "/playground/", 200, "text/html; charset=utf-8", `src="./../playground/main.js"`},
		"full page, script":        {full, "/playground/main.js", 200, "text/javascript; charset=utf-8", "GraphiQL"},
		"full page, style":         {full, "/playground/main.css", 200, "text/css; charset=utf-8", "margin"},
		"full page, worker":        {full, "/playground/graphql.worker.js", 200, "text/javascript; charset=utf-8", "worker"},
		"full page, font":          {full, "/playground/codicon.ttf", 200, "font/ttf", "\x00\x01"},
		"full page, licences":      {full, "/playground/licences.txt", 200, "text/plain; charset=utf-8", "MIT"},
		"full page, icon":          {full, "/playground/favicon.svg", 200, "image/svg+xml", "<svg"},
		"full page, examples":      {full, "/playground/examples.json", 200, "application/json", `"title"`},
		"no small page beside it":  {full, "/playground/app.js", 404, "text/plain; charset=utf-8", "no such page"},
		"the folder's own readme":  {full, "/playground/README.md", 404, "text/plain; charset=utf-8", "no such page"},
		"the compressed form":      {full, "/playground/main.js.gz", 404, "text/plain; charset=utf-8", "no such page"},
		"small page":               {fallback, "/playground", 200, "text/html; charset=utf-8", `src="./playground/app.js"`},
		"small page, slash":        {fallback, "/playground/", 200, "text/html; charset=utf-8", "make explorer"},
		"small page, script":       {fallback, "/playground/app.js", 200, "text/javascript; charset=utf-8", "import"},
		"small page, style":        {fallback, "/playground/style.css", 200, "text/css; charset=utf-8", "color-scheme"},
		"small page, module":       {fallback, "/playground/send.js", 200, "text/javascript; charset=utf-8", "fetch"},
		"small page, icon":         {fallback, "/playground/favicon.svg", 200, "image/svg+xml", "<svg"},
		"small page, examples":     {fallback, "/playground/examples.json", 200, "application/json", `"title"`},
		"no template":              {fallback, "/playground/index.html", 404, "text/plain; charset=utf-8", "no such page"},
		"no readme":                {fallback, "/playground/README.md", 404, "text/plain; charset=utf-8", "no such page"},
		"unknown":                  {fallback, "/playground/nothing", 404, "text/plain; charset=utf-8", "no such page"},
		"the root":                 {fallback, "/", 404, "text/plain; charset=utf-8", "no such page"},
		"no path":                  {fallback, "", 404, "text/plain; charset=utf-8", "no such page"},
		"a longer name":            {fallback, "/playgrounds", 404, "text/plain; charset=utf-8", "no such page"},
		"climbing out":             {fallback, "/playground/../explorer.go", 404, "text/plain; charset=utf-8", "no such page"},
		"climbing out, far":        {full, "/playground/../../../../etc/passwd", 404, "text/plain; charset=utf-8", "no such page"},
		"climbing and coming back": {full, "/playground/x/../main.js", 404, "text/plain; charset=utf-8", "no such page"},
		"backslashes":              {full, `/playground/..\..\main.js`, 404, "text/plain; charset=utf-8", "no such page"},
		"a folder":                 {fallback, "/playground/fallback/", 404, "text/plain; charset=utf-8", "no such page"},
		"two slashes":              {fallback, "/playground//app.js", 404, "text/plain; charset=utf-8", "no such page"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := get(test.site, test.path)
			if w.Code != test.status || w.Header().Get("Content-Type") != test.contentType {
				t.Errorf("status %d, type %q; want %d, %q", w.Code, w.Header().Get("Content-Type"), test.status, test.contentType)
			}
			if !strings.Contains(w.Body.String(), test.body) {
				t.Errorf("body has no %q: %.300s", test.body, w.Body)
			}
		})
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		dist         fs.FS
		inlineStyles bool
	}{
		"full page":  {bundle(t), true},
		"small page": {unbuilt, false},
	} {
		for _, path := range []string{"/playground", "/playground/", "/playground/examples.json", "/playground/nothing"} {
			t.Run(name+" "+path, func(t *testing.T) {
				t.Parallel()
				h := get(newTestSite(t, Options{}, test.dist), path).Header()
				policy := directives(h.Get("Content-Security-Policy"))
				for directive, want := range map[string]string{
					"default-src": "'none'", "script-src": "'self'", "connect-src": "'self'",
					"base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'",
				} {
					if policy[directive] != want {
						t.Errorf("%s is %q, want %q", directive, policy[directive], want)
					}
				}
				for directive, sources := range policy {
					inline := strings.Contains(sources, "unsafe")
					if inline != (test.inlineStyles && directive == "style-src") {
						t.Errorf("%s %s: only the full page's styles may be inline", directive, sources)
					}
					if strings.Contains(sources, "//") || strings.Contains(sources, "*") {
						t.Errorf("%s %s lets another host in", directive, sources)
					}
				}
				for header, want := range map[string]string{
					"X-Content-Type-Options":       "nosniff",
					"Referrer-Policy":              "no-referrer",
					"Cross-Origin-Opener-Policy":   "same-origin",
					"Cross-Origin-Resource-Policy": "same-origin",
				} {
					if h.Get(header) != want {
						t.Errorf("%s is %q, want %q", header, h.Get(header), want)
					}
				}
			})
		}
	}
}

func directives(policy string) map[string]string {
	found := map[string]string{}
	for directive := range strings.SplitSeq(policy, ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(directive), " ")
		found[name] = sources
	}
	return found
}

func TestMethods(t *testing.T) {
	t.Parallel()
	s := newTestSite(t, Options{}, bundle(t))
	for _, path := range []string{"/playground", "/playground/main.js"} {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, "BREW"} {
			w := request(s, method, path, nil)
			if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: status %d, Allow %q", method, path, w.Code, w.Header().Get("Allow"))
			}
		}
		head, whole := request(s, http.MethodHead, path, nil), get(s, path)
		if head.Code != http.StatusOK || head.Body.Len() != 0 {
			t.Errorf("HEAD %s: status %d, %d bytes", path, head.Code, head.Body.Len())
		}
		for _, header := range []string{"Content-Type", "ETag", "Cache-Control", "Content-Length"} {
			if head.Header().Get(header) != whole.Header().Get(header) {
				t.Errorf("HEAD %s: %s is %q, GET has %q", path, header, head.Header().Get(header), whole.Header().Get(header))
			}
		}
	}
}

func TestBundleThatCannotBeServed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		file    string
		content []byte
		want    string
	}{
		"no gzip":         {"main.css.gz", []byte("body {}"), "main.css of the bundle is damaged"},
		"of unknown kind": {"main.wasm.gz", compress(t, "x"), `no content type is known for "main.wasm"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newSite(Options{}, fstest.MapFS{
				"main.js.gz": {Data: compress(t, "x")},
				test.file:    {Data: test.content},
			})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}
