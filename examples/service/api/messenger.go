package api

import "net/http"

// Token returns the bearer token of the next request. It is asked for at every
// request, so that a token which is renewed during a long export is taken up.
type Token func() (string, error)

// messenger sends a request with what every request here has, and bounds what
// comes back.
type messenger struct {
	token Token
	next  http.RoundTripper
}

func (m *messenger) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "pcgraph-export")
	if m.token != nil {
		token, err := m.token()
		if err != nil {
			if request.Body != nil {
				request.Body.Close()
			}
			return nil, err
		}
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := m.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	answer.Body = http.MaxBytesReader(nil, answer.Body, longestAnswer)
	return answer, nil
}
