package entra

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// Transport gives the login host to a client in the same process, without a socket:
// every request, to whatever host, is answered in the caller's own goroutine.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ server *Server }

func (t transport) RoundTrip(request *http.Request) (*http.Response, error) {
	received := request.Clone(request.Context())
	if received.Body == nil {
		received.Body = http.NoBody
	}
	defer func() { _ = received.Body.Close() }()
	if received.Host == "" {
		received.Host = received.URL.Host
	}
	answer, err := t.server.exchange(received)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", answer.status, http.StatusText(answer.status)),
		StatusCode:    answer.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        answer.header,
		ContentLength: int64(len(answer.body)),
		Body:          io.NopCloser(bytes.NewReader(answer.body)),
		Request:       request,
	}, nil
}
