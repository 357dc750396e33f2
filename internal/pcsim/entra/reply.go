package entra

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// reply is an answer as data, so that it can go to a socket or to a caller in the
// same process.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func newReply(status int, document any) reply {
	body, _ := json.Marshal(document) // of strings and numbers, which it always can
	header := http.Header{}
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Cache-Control", "no-store, no-cache")
	header.Set("Pragma", "no-cache")
	return reply{status: status, header: header, body: body}
}

// refusal is an error of the login host: the name that OAuth has for it, and its
// own number, which its documentation puts behind AADSTS.
type refusal struct {
	status int
	name   string
	number int
	text   string
}

// refusalBody is after a recorded answer.
type refusalBody struct {
	Error            string `json:"error"`
	ErrorDescription string `json:"error_description"`
	ErrorCodes       []int  `json:"error_codes"`
	Timestamp        string `json:"timestamp"`
	TraceID          string `json:"trace_id"`
	CorrelationID    string `json:"correlation_id"`
	ErrorURI         string `json:"error_uri"`
}

func (no refusal) reply(r *http.Request) reply {
	trace, correlation := guid(), r.Header.Get("client-request-id")
	if correlation == "" {
		correlation = guid()
	}
	at := time.Now().UTC().Format("2006-01-02 15:04:05Z")
	return newReply(no.status, refusalBody{
		Error: no.name,
		ErrorDescription: fmt.Sprintf("AADSTS%d: %s\r\nTrace ID: %s\r\nCorrelation ID: %s\r\nTimestamp: %s",
			no.number, no.text, trace, correlation, at),
		ErrorCodes:    []int{no.number},
		Timestamp:     at,
		TraceID:       trace,
		CorrelationID: correlation,
		ErrorURI:      fmt.Sprintf("https://login.microsoftonline.com/error?code=%d", no.number),
	})
}

func badRequest(name string, number int, format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, name, number, fmt.Sprintf(format, args...)}
}

func invalidClient(number int, format string, args ...any) *refusal {
	return &refusal{http.StatusUnauthorized, "invalid_client", number, fmt.Sprintf(format, args...)}
}

func guid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
