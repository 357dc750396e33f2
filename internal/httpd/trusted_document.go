package httpd

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// A TrustedDocument is one that the server knows from its start, so that a request need only name it.
type TrustedDocument struct {
	// ID is the name, as clients send it.
	ID string
	// Text is the document.
	Text string
	// Name and Type are those of its one operation. Empty: they may be any.
	Name, Type string
}

// DocumentsError lists everything that is wrong with the trusted documents.
type DocumentsError struct {
	// Faults are sentences without a full stop, at least one. Their texts come from the documents.
	Faults []string
}

// Error is all faults in one line.
func (e *DocumentsError) Error() string { return "trusted documents: " + strings.Join(e.Faults, "; ") }

// maxFaultyDocuments is of how many documents the faults are listed. A manifest that belongs to another schema has
// hundreds.
const maxFaultyDocuments = 50

// trustedDocuments are kept by their IDs, and by the hashes of their texts, for clients that name them so.
type trustedDocuments map[string]*document

// readTrusted reads all documents as requests would be read, and measures their operations without variables. The
// error is a *DocumentsError.
func readTrusted(list []TrustedDocument, limits Limits, v *validation, operations *operationLimits) (trustedDocuments, error) {
	read := trustedDocuments{}
	var faults []string
	faulty := 0
	for i, trusted := range list {
		found := trusted.faultsOfID(i, read)
		doc, errs := parseDocument(trusted.Text, limits, v)
		if len(errs) == 0 {
			errs = trusted.check(doc, operations)
		}
		for _, err := range requestErrors(&graphql.OperationContext{}, errs, limits) {
			found = append(found, fmt.Sprintf("document %q: %s%s", shorten(trusted.ID, maxLoggedName), strings.TrimSuffix(err.Message, "."), place(err)))
		}
		if len(found) == 0 {
			read[trusted.ID] = doc
			continue
		}
		if faulty++; faulty <= maxFaultyDocuments {
			faults = append(faults, found...)
		}
	}
	if faulty > maxFaultyDocuments {
		faults = append(faults, fmt.Sprintf("%d more documents have faults", faulty-maxFaultyDocuments))
	}
	if len(faults) > 0 {
		return nil, &DocumentsError{faults}
	}
	for _, trusted := range list {
		doc := read[trusted.ID]
		if _, taken := read[doc.hash.String()]; !taken {
			read[doc.hash.String()] = doc
		}
	}
	return read, nil
}

func (t TrustedDocument) faultsOfID(i int, read trustedDocuments) []string {
	if t.ID == "" {
		return []string{fmt.Sprintf("document %d has no ID", i+1)}
	}
	if read[t.ID] != nil {
		return []string{fmt.Sprintf("document %q is there twice", shorten(t.ID, maxLoggedName))}
	}
	return nil
}

// check looks whether the document is what it is said to be, and within the limits.
func (t TrustedDocument) check(doc *document, operations *operationLimits) gqlerror.List {
	var errs gqlerror.List
	list := doc.parsed.Operations
	if (t.Name != "" || t.Type != "") && (len(list) != 1 || t.Name != "" && list[0].Name != t.Name || t.Type != "" && string(list[0].Operation) != t.Type) {
		errs = append(errs, gqlerror.Errorf("it should hold %s and nothing else", strings.TrimSpace(t.Type+" "+t.Name)))
	}
	for _, op := range list {
		err := operations.MutateOperationContext(context.Background(), &graphql.OperationContext{Doc: doc.parsed, Operation: op})
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

func place(err *gqlerror.Error) string {
	if len(err.Locations) == 0 {
		return ""
	}
	return fmt.Sprintf(" (line %d, column %d)", err.Locations[0].Line, err.Locations[0].Column)
}
