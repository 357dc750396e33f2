// Package explorer serves the Playground, the web page on which people write and run queries.
//
// There are two pages behind one address. The full one is GraphiQL with its documentation and
// query-building panels; it is bundled from npm packages into dist/ by `make explorer` and becomes part
// of the binary. A binary built without that step serves a small page of its own, which needs nothing but
// the Go toolchain. Both offer the same saved examples, open the same permalinks, and speak to no other
// host.
package explorer

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// all: is needed because the folder holds nothing but its README.md until the full page is built, and so
// that a bundler's underscore names would not be lost.
//
//go:embed all:dist
var distFiles embed.FS

// Options says where the Playground and what it talks to are found. The zero value fits pcgraph's own
// addresses. Every path is absolute, without a query, and is turned into a relative link in the page, so that
// the Playground keeps working behind a proxy that adds a prefix.
type Options struct {
	// BasePath is where the handler is mounted, without a slash at the end. Default "/playground".
	BasePath string
	// Endpoint is the path of the GraphQL API. Default "/graphql".
	Endpoint string
	// SchemaPath is the path of the schema's text (SDL). Default "/schema.graphql".
	SchemaPath string
}

// New returns the Playground's handler. It answers BasePath, with and without a slash at the end, and the
// files below it; mount it on both. The error names the option that cannot be used, or the file of the
// bundle that is damaged.
func New(options Options) (http.Handler, error) {
	dist, err := fs.Sub(distFiles, "dist")
	if err != nil {
		return nil, err
	}
	return newSite(options, dist)
}

// Built reports whether the full page is part of this binary.
func Built() bool {
	dist, err := fs.Sub(distFiles, "dist")
	return err == nil && isBuilt(dist)
}

func (o Options) withDefaults() (Options, error) {
	var faults []error
	for _, setting := range []struct {
		name     string
		value    *string
		fallback string
	}{
		{"BasePath", &o.BasePath, "/playground"},
		{"Endpoint", &o.Endpoint, "/graphql"},
		{"SchemaPath", &o.SchemaPath, "/schema.graphql"},
	} {
		if *setting.value == "" {
			*setting.value = setting.fallback
		}
		if err := checkPath(*setting.value); err != nil {
			faults = append(faults, fmt.Errorf("explorer: %s %q %w", setting.name, *setting.value, err))
		}
	}
	return o, errors.Join(faults...)
}

// checkPath accepts what a link of the page can be made from. Two slashes at the beginning would be
// another host to a browser.
func checkPath(p string) error {
	switch {
	case !strings.HasPrefix(p, "/"):
		return errors.New("must begin with a slash")
	case p == "/":
		return errors.New("must name a path below the root")
	case p != path.Clean(p):
		return errors.New("must be a clean path: no empty, \".\" or \"..\" element and no slash at the end")
	case strings.ContainsAny(p, "?#\\%"):
		return errors.New("must be a plain path: no query, fragment, backslash or escape")
	}
	return nil
}
