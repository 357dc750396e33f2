package httpd

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxErrorMessage is the longest message, in bytes, of a refused document. The parser quotes the token it
// stumbles over, and a token may be as long as a body.
const maxErrorMessage = 500

// tokenLimitMessage is how gqlparser begins the message that the token limit was met. It has no other mark.
const tokenLimitMessage = "exceeded token limit"

// requestErrors makes the reasons why a document was refused fit for the client: each with a code, no
// message longer than a few lines, and no list longer than the limit.
func requestErrors(op *graphql.OperationContext, errs gqlerror.List, limits Limits) gqlerror.List {
	left, most := 0, limits.Errors
	if most >= 0 && len(errs) > most {
		left = len(errs) - most
		errs = errs[:most]
	}
	fit := make(gqlerror.List, 0, len(errs)+1)
	for _, err := range errs {
		fit = append(fit, requestError(op, err, limits))
	}
	if left > 0 {
		more := gqlerror.Errorf("Left out: %d of %d errors. At most %d are listed; mend these first.", left, left+most, most)
		more.Extensions = map[string]any{"code": fit[len(fit)-1].Extensions["code"]}
		fit = append(fit, more)
	}
	return fit
}

func requestError(op *graphql.OperationContext, err *gqlerror.Error, limits Limits) *gqlerror.Error {
	code, _ := err.Extensions["code"].(string)
	if code == "" {
		code = codeValidationFailed
	}
	fit := &gqlerror.Error{Message: err.Message, Locations: err.Locations, Extensions: map[string]any{"code": code}}
	switch {
	case code == codeParseFailed && strings.HasPrefix(err.Message, tokenLimitMessage):
		fit.Message = fmt.Sprintf("The document has more than %d tokens (names, values, punctuation, comments), which is "+
			"the most. Use fragments and variables, or split it into several documents.", limits.QueryTokens)
	case op.Doc != nil && op.Operation == nil:
		fit.Message = "The document has no operation with this operationName. It has: "
		if op.OperationName == "" {
			fit.Message = "The document has several operations. Say in operationName which to run: "
		}
		fit.Message += operationNames(op.Doc)
	case len(err.Path) > 1 && err.Path[0] == ast.PathName("variable"):
		// gqlparser puts the variable's name in the path, where a client looks for a field of the response.
		fit.Message = "The variable $" + err.Path[1:].String() + " " + err.Message + "."
	}
	fit.Message = shorten(fit.Message, maxErrorMessage)
	return fit
}

func operationNames(doc *ast.QueryDocument) string {
	names := make([]string, len(doc.Operations))
	for i, op := range doc.Operations {
		names[i] = op.Name
	}
	return strings.Join(names, ", ") + "."
}

// shorten cuts text to at most so many bytes, between two characters.
func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	const mark = "…"
	end := most - len(mark)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + mark
}
