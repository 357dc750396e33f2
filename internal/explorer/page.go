package explorer

import (
	"bytes"
	"html/template"
	"strings"
)

// page is what a page's template may write down. Every link is relative, see link.
type page struct {
	root    string
	options Options
}

// addPage renders the page for both spellings of its address. They differ in where a relative link starts.
func (s *site) addPage(options Options, file string) error {
	pages, err := template.ParseFS(ownFiles, file)
	if err != nil {
		return err
	}
	for _, address := range []string{options.BasePath, options.BasePath + "/"} {
		var rendered bytes.Buffer
		if err := pages.Execute(&rendered, page{root: rootFrom(address), options: options}); err != nil {
			return err
		}
		if s.assets[address], err = newAsset(file, rendered.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// File is the link to one of the Playground's own files.
func (p page) File(name string) string { return p.link(p.options.BasePath + "/" + name) }

// Endpoint is the link to the GraphQL API.
func (p page) Endpoint() string { return p.link(p.options.Endpoint) }

// Schema is the link to the schema's text.
func (p page) Schema() string { return p.link(p.options.SchemaPath) }

// Headers are the request headers that the pages preset, as JSON: every answer then says what it cost.
func (p page) Headers() string { return `{ "PCGraph-Explain": "1" }` }

// link goes up to the server's root and down again, so that it stays right when a proxy serves that root
// under a prefix of its own.
func (p page) link(path string) string { return p.root + strings.TrimPrefix(path, "/") }

// rootFrom is the relative link from a page's address to the server's root.
func rootFrom(address string) string {
	return "./" + strings.Repeat("../", strings.Count(address, "/")-1)
}
