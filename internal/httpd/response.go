package httpd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

// writeResponse writes a GraphQL response. The data, which is most of it, goes out as the executor left it:
// encoding/json would read and copy it again, at a higher price than making it.
//
// A response that was not executed, with errors and no data, has no data member, as the specification wants
// it; one that was executed has the member also when it is null. The error says that the errors or the
// extensions cannot be encoded, or the data not be completed by splice; nothing has been written then. A client
// that no longer listens is no error.
func writeResponse(w http.ResponseWriter, media string, status int, resp *graphql.Response, splice Splice) error {
	data, err := splice.Parts(resp.Data)
	if err != nil {
		return fmt.Errorf("complete the response's data: %w", err)
	}
	head := []byte{'{'}
	if len(resp.Errors) > 0 {
		errs, err := json.Marshal(resp.Errors)
		if err != nil {
			return fmt.Errorf("encode the response's errors: %w", err)
		}
		head = append(head, `"errors":`...)
		head = append(head, errs...)
	}
	if resp.Data != nil {
		if len(resp.Errors) > 0 {
			head = append(head, ',')
		}
		head = append(head, `"data":`...)
	}
	tail := []byte{'}'}
	if len(resp.Extensions) > 0 {
		extensions, err := json.Marshal(resp.Extensions)
		if err != nil {
			return fmt.Errorf("encode the response's extensions: %w", err)
		}
		tail = append(append([]byte(`,"extensions":`), extensions...), '}')
	}

	parts := slices.Concat([][]byte{head}, data, [][]byte{tail})
	length := 0
	for _, part := range parts {
		length += len(part)
	}
	h := w.Header()
	h.Set("Content-Type", media+"; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(length))
	w.WriteHeader(status)
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return nil
		}
	}
	return nil
}
