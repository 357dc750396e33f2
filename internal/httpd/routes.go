package httpd

import (
	"io"
	"net/http"
)

// routes is everything the API's listener answers.
func routes(o Options, api http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", authentication(o, api))
	if o.Introspection && o.SDL != "" {
		mux.Handle("/schema.graphql", authentication(o, readOnly(schemaText(o.SDL))))
	}
	if o.Explorer != nil {
		mux.Handle("/playground", o.Explorer)
		mux.Handle("/playground/", o.Explorer)
		mux.Handle("/{$}", readOnly(http.RedirectHandler("/playground", http.StatusFound)))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeRefusal(r.Context(), w, jsonMedia, refuse(http.StatusNotFound, "There is nothing at this path. The API is at /graphql."))
	})
	return mux
}

// schemaText serves the schema as a person and a code generator want to read it.
func schemaText(sdl string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		// The next version of the server may have another schema at this path.
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = io.WriteString(w, sdl)
	})
}

// readOnly answers GET and HEAD only.
func readOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			writeRefusal(r.Context(), w, jsonMedia, refuse(http.StatusMethodNotAllowed, "This path can only be read: use GET."))
			return
		}
		next.ServeHTTP(w, r)
	})
}
