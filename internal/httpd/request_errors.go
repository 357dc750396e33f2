package httpd

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

const (
	// maxErrorMessage is the longest message, in bytes, of a refused document. Names that are quoted in it may be as
	// long as a document.
	maxErrorMessage = 500
	// bytesPerError is what an error of a list may take on average, and bytesOfError what it takes beside its message.
	bytesPerError, bytesOfError = 170, 100
)

// tokenLimitMessage is how gqlparser begins the message that the token limit was met. It has no other mark.
const tokenLimitMessage = "exceeded token limit of "

// requestErrors makes the reasons why a document was refused fit for the client: each with a code, no message longer
// than a few lines, and nothing of what the client wrote in it but names in a document that is GraphQL. Without those
// nobody would find a mistake; anything else may be a secret in the wrong place.
func requestErrors(op *graphql.OperationContext, errs gqlerror.List, limits Limits) gqlerror.List {
	var fit gqlerror.List
	room := bytesPerError * limits.Errors
	for _, err := range errs {
		err = requestError(op, err)
		if room -= len(err.Message) + bytesOfError; room < 0 && len(fit) > 0 {
			return append(fit, moreErrors())
		}
		fit = append(fit, err)
	}
	return fit
}

// moreErrors ends a list that is not known to be whole.
func moreErrors() *gqlerror.Error {
	err := gqlerror.Errorf("There may be more errors; mend these first.")
	err.Extensions = map[string]any{"code": codeValidationFailed}
	return err
}

func requestError(op *graphql.OperationContext, err *gqlerror.Error) *gqlerror.Error {
	code, _ := err.Extensions["code"].(string)
	if code == "" {
		code = codeValidationFailed
	}
	fit := &gqlerror.Error{Message: err.Message, Locations: err.Locations, Extensions: map[string]any{"code": code}}
	most, tokens := strings.CutPrefix(err.Message, tokenLimitMessage)
	switch {
	case code == codeParseFailed && tokens:
		fit.Message = fmt.Sprintf("The document has more than %s tokens (names, values, punctuation, comments), which is "+
			"the most. Use fragments and variables, or split it into several documents.", most)
	case op.Doc != nil && op.Operation == nil:
		fit.Message = "The document has no operation with this operationName. It has: "
		if op.OperationName == "" {
			fit.Message = "The document has several operations. Say in operationName which to run: "
		}
		fit.Message += operationNames(op.Doc)
	case len(err.Path) > 1 && err.Path[0] == ast.PathName("variable"):
		fit.Message = variableMessage(err)
	default:
		fit.Message = withoutValue(err.Message)
	}
	fit.Message = shorten(fit.Message, maxErrorMessage)
	return fit
}

// variableMessage is gqlparser's message on a variable's value. The path of it is in the error's, where a client looks
// for a field of the response; it can end in any name that the client chose.
func variableMessage(err *gqlerror.Error) string {
	place, message := err.Path[1:], err.Message
	if len(place) > 1 && message == "unknown field" {
		place, message = place[:len(place)-1], "has a field that its type does not have"
	}
	if i := strings.LastIndex(message, " is not a valid "); i > 0 { // behind the value
		message = message[i+1:]
	}
	return "The variable $" + place.String() + " " + message + "."
}

// valueMarks are where something of the client's begins in gqlparser's messages: behind keep and drop.
var valueMarks = []struct{ keep, drop string }{
	{" value", ": "}, {" sequence", `: \`},
	{" Name", ` "`}, {" String", ` "`}, {" BlockString", ` "`}, {" Comment", ` "`}, {" Int", ` "`}, {" Float", ` "`},
}

// withoutValue ends a message in front of a value.
func withoutValue(message string) string {
	if expected, _, ok := strings.Cut(message, ", found "); ok && strings.HasPrefix(message, "Expected value of type ") {
		return expected + "."
	}
	for _, mark := range valueMarks {
		if before, _, ok := strings.Cut(message, mark.keep+mark.drop); ok {
			return before + mark.keep + "."
		}
	}
	return message
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
