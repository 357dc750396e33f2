package httpd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// documentHash names a document by the SHA-256 of its text.
type documentHash [sha256.Size]byte

func hashOf(text string) documentHash { return sha256.Sum256([]byte(text)) }

// String is the hash as clients write it.
func (h documentHash) String() string { return hex.EncodeToString(h[:]) }

// A document is valid, and nobody may change it.
type document struct {
	text   string
	hash   documentHash
	parsed *ast.QueryDocument
	size   documentSize
}

// parseDocument makes a document of a text: parsed, measured and validated, in this order, because each step bounds
// the work of the next.
func parseDocument(text string, limits Limits, v *validation) (*document, gqlerror.List) {
	if len(text) > limits.QueryBytes {
		return nil, refuseDocument(codeTooComplex, gqlerror.Errorf("The document is longer than %d bytes, which is the "+
			"most. Send long values as variables, or split it into several documents.", limits.QueryBytes))
	}
	parsed, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, limits.QueryTokens)
	if err != nil {
		return nil, refuseDocument(codeParseFailed, gqlerror.WrapIfUnwrapped(err))
	}
	if len(parsed.Operations) == 0 {
		return nil, refuseDocument(codeValidationFailed, gqlerror.Errorf("The document has no operation."))
	}
	size, cycle := measureDocument(parsed)
	switch {
	case cycle != nil:
		return nil, refuseDocument(codeValidationFailed, cycle)
	case size.expanded > limits.Selections:
		return nil, refuseDocument(codeTooComplex, gqlerror.Errorf("The document has more than %d selections (fields, "+
			"fragments, directives, arguments and values, with each fragment counted wherever it is spread), which is "+
			"the most. Split it into several documents.", limits.Selections))
	case limits.Depth >= 0 && size.values > limits.Depth:
		return nil, refuseDocument(codeTooComplex, gqlerror.Errorf("A value of the document has %d lists and objects "+
			"inside one another; the most is %d. Send such a value as a variable.", size.values, limits.Depth))
	}
	errs, more := v.run(parsed, size)
	if more {
		errs = append(errs, moreErrors())
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return &document{text: text, hash: hashOf(text), parsed: parsed, size: size}, nil
}

func refuseDocument(code string, err *gqlerror.Error) gqlerror.List {
	err.Extensions = map[string]any{"code": code}
	return gqlerror.List{err}
}

// givenDocument is where gqlgen's executor looks for documents that it knows. It always finds the one that was read
// for the operation, and so parses and validates none by itself.
type givenDocument struct{}

type documentKey struct{}

func withDocument(ctx context.Context, d *document) context.Context {
	return context.WithValue(ctx, documentKey{}, d.parsed)
}

// Get is the document of the context, whatever the text.
func (givenDocument) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	parsed, ok := ctx.Value(documentKey{}).(*ast.QueryDocument)
	return parsed, ok
}

// Add does nothing, because documents are kept elsewhere.
func (givenDocument) Add(context.Context, string, *ast.QueryDocument) {}
