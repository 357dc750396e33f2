package httpd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// apolloManifest is the format of Apollo's persisted query manifests.
const apolloManifest = "apollo-persisted-query-manifest"

// ParseManifest reads the trusted documents that a build tool wrote: an object of texts by hash, as GraphQL Code
// Generator's client preset and the Relay compiler write it, or a manifest of @apollo/generate-persisted-query-manifest.
// The error is a *DocumentsError. Whether the documents are good for anything is found out by NewHandler.
func ParseManifest(text []byte) ([]TrustedDocument, error) {
	members := map[string]jsontext.Value{}
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, manifestFault("it is not a JSON object: %v", err)
	}
	if _, apollo := members["format"]; apollo {
		return parseApolloManifest(text)
	}
	var list []TrustedDocument
	fault := &DocumentsError{}
	for id, value := range members {
		document := TrustedDocument{ID: id}
		if json.Unmarshal(value, &document.Text) != nil || value.Kind() != '"' {
			fault.Faults = append(fault.Faults, fmt.Sprintf("document %q is not a string", shorten(id, maxLoggedName)))
		}
		list = append(list, document)
	}
	slices.SortFunc(list, func(a, b TrustedDocument) int { return strings.Compare(a.ID, b.ID) })
	slices.Sort(fault.Faults)
	switch {
	case len(fault.Faults) > 0:
		return nil, fault
	case len(list) == 0:
		return nil, manifestFault("it holds no documents")
	}
	return list, nil
}

func parseApolloManifest(text []byte) ([]TrustedDocument, error) {
	var manifest struct {
		Format     string `json:"format"`
		Version    int    `json:"version"`
		Operations []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
			Type string `json:"type"`
			Body string `json:"body"`
		} `json:"operations"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, manifestFault("it is not a manifest of Apollo's: %v", err)
	}
	switch {
	case manifest.Format != apolloManifest || manifest.Version != 1:
		return nil, manifestFault("its format is %q, version %d; known is %q, version 1", shorten(manifest.Format, maxLoggedName), manifest.Version, apolloManifest)
	case len(manifest.Operations) == 0:
		return nil, manifestFault("it holds no documents")
	}
	list := make([]TrustedDocument, len(manifest.Operations))
	for i, op := range manifest.Operations {
		list[i] = TrustedDocument{ID: op.ID, Text: op.Body, Name: op.Name, Type: op.Type}
	}
	return list, nil
}

func manifestFault(format string, args ...any) error {
	return &DocumentsError{[]string{fmt.Sprintf(format, args...)}}
}
