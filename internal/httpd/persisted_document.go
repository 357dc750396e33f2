package httpd

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Apollo Client compares these messages to the letter: at the first it sends the text along, at the second it does not
// send hashes any more.
const (
	messageNotFound     = "PersistedQueryNotFound"
	messageNotSupported = "PersistedQueryNotSupported"
)

// documents finds the document of a request, which brings its text or names it: by the ID of a trusted document, or by
// the hash of one that was sent before (automatic persisted queries). Every valid document is remembered by its hash,
// whether its client means to use that or not.
type documents struct {
	limits     Limits
	validation *validation
	kept       *documentCache // nil where none are kept
	trusted    trustedDocuments
	// trustedOnly refuses every other document.
	trustedOnly bool
}

func newDocuments(o Options, limits Limits, measure *operationLimits) (*documents, error) {
	d := &documents{limits: limits, validation: newValidation(o.Schema.Schema(), limits, o.Introspection), trustedOnly: o.DocumentsOnly}
	var err error
	if d.trusted, err = readTrusted(o.Documents, limits, d.validation, measure); err != nil {
		return nil, err
	}
	if d.trustedOnly {
		return d, nil
	}
	if d.kept, err = newDocumentCache(limits.DocumentBytes); err != nil {
		return nil, fmt.Errorf("document cache: %w", err)
	}
	return d, nil
}

// find also notes for the log which document it is.
func (d *documents) find(ctx context.Context, p *parameters) (*document, gqlerror.List) {
	hash, err := persistedHash(p.Extensions)
	if err != nil {
		return nil, refuseDocument(codeBadUserInput, err)
	}
	if p.Query != "" {
		return d.brought(ctx, p.Query, hash)
	}
	doc, errs := d.named(p.documentID, hash)
	if doc != nil {
		operationRecordFrom(ctx).document = doc.hash.String()
	}
	return doc, errs
}

// brought reads a text that came with the request. The hash may be empty.
func (d *documents) brought(ctx context.Context, text, hash string) (*document, gqlerror.List) {
	if d.trustedOnly {
		return nil, refuseDocument(codeForbidden, gqlerror.Errorf("This server runs only the documents that it was "+
			"started with. Name one of them in `documentId`, and send no query."))
	}
	if len(text) > d.limits.QueryBytes { // and is refused, so there is no need for its hash
		return parseDocument(text, d.limits, d.validation)
	}
	is := hashOf(text)
	operationRecordFrom(ctx).document = is.String()
	if hash != "" && !strings.EqualFold(hash, is.String()) {
		return nil, refuseDocument(codeBadUserInput, gqlerror.Errorf("The sha256Hash in extensions.persistedQuery is not "+
			"the query's. It must be the SHA-256 of the query's text, in hexadecimal."))
	}
	if known := d.kept.get(is); known != nil {
		return known, nil
	}
	doc, errs := parseDocument(text, d.limits, d.validation)
	if doc != nil {
		d.kept.keep(doc)
	}
	return doc, errs
}

// named looks for a document whose text did not come with the request.
func (d *documents) named(id, hash string) (*document, gqlerror.List) {
	if doc := d.trusted[id]; doc != nil {
		return doc, nil
	}
	if id == "" {
		if doc := d.hashed(hash); doc != nil {
			return doc, nil
		}
	}
	switch {
	case d.trustedOnly:
		return nil, refuseDocument(codeBadUserInput, gqlerror.Errorf("This server was not started with such a document, "+
			"and runs no others. Its operator has to add it."))
	case id != "":
		return nil, refuseDocument(codeBadUserInput, gqlerror.Errorf("There is no document of this ID. Send the document "+
			"itself as the parameter `query`."))
	case d.kept == nil:
		return nil, refuseDocument(codeBadUserInput, gqlerror.Errorf(messageNotSupported))
	default:
		return nil, refuseDocument(codeBadUserInput, gqlerror.Errorf(messageNotFound))
	}
}

// hashed looks for a document by its hash. Some clients send the ID of a trusted document in its place.
func (d *documents) hashed(hash string) *document {
	if doc := d.trusted[hash]; doc != nil {
		return doc
	}
	var sum documentHash
	if len(hash) != hex.EncodedLen(len(sum)) {
		return nil
	}
	if _, err := hex.Decode(sum[:], []byte(hash)); err != nil {
		return nil
	}
	if doc := d.trusted[sum.String()]; doc != nil {
		return doc
	}
	return d.kept.get(sum)
}

// persistedHash reads extensions.persistedQuery. The hash is empty when there is none.
func persistedHash(extensions map[string]any) (string, *gqlerror.Error) {
	given, ok := extensions["persistedQuery"]
	if !ok || given == nil {
		return "", nil
	}
	persisted, _ := given.(map[string]any)
	hash, _ := persisted["sha256Hash"].(string)
	if hash == "" || persisted["version"] != json.Number("1") {
		return "", gqlerror.Errorf("extensions.persistedQuery must be an object with `version` 1 and a `sha256Hash`.")
	}
	return hash, nil
}
