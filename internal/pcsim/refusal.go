package pcsim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Code is an error code of Partner Center: digits, in nearly every answer a
// JSON number. In JSON a Code may be given as a number or as a string.
type Code string

// Codes of "Partner Center REST error codes" that the simulator answers with.
const (
	CodeNotFound          Code = "1000"
	CodeBadInput          Code = "2000"
	CodeNoRelationship    Code = "20002"
	CodeInvalidRequest    Code = "800002"
	CodeUnexpected        Code = "800003"
	CodeNotSupported      Code = "800042"
	CodeNotSupportedHere  Code = "900127"
	CodeAudienceRefused   Code = "900420"
	CodeMFAClaimIsMissing Code = "900421"
)

// MarshalJSON writes the code as the service does: a number, but for the newest
// authentication errors, which are strings.
func (c Code) MarshalJSON() ([]byte, error) {
	_, err := strconv.ParseUint(string(c), 10, 64)
	isNumber := err == nil && json.Valid([]byte(c)) // 007 is no JSON
	if isNumber && c != CodeAudienceRefused && c != CodeMFAClaimIsMissing {
		return []byte(c), nil
	}
	return json.Marshal(string(c))
}

// UnmarshalJSON takes a number or a string.
func (c *Code) UnmarshalJSON(text []byte) error {
	said, err := numberOrString(text)
	*c = Code(said)
	return err
}

// numberOrString reads a JSON number or string as a string; null is empty.
func numberOrString(text []byte) (string, error) {
	var number json.Number
	if err := json.Unmarshal(text, &number); err == nil {
		return number.String(), nil
	}
	var word string
	if err := json.Unmarshal(text, &word); err != nil {
		return "", fmt.Errorf("%s is neither a number nor a string", text)
	}
	return word, nil
}

// refusal is an answer that is not 200. The description says what to do better.
type refusal struct {
	status      int
	code        Code // empty: the body is empty, as the authentication layer's are
	description string
	header      http.Header // beside the usual ones; may be nil
}

// longestDescription is the documented limit.
const longestDescription = 1024

func (r refusal) body() []byte {
	if r.code == "" {
		return nil
	}
	description := r.description
	if len(description) > longestDescription {
		description = strings.ToValidUTF8(description[:longestDescription], "")
	}
	return compact(apiFault{Code: r.code, Description: description, Data: []string{}, Source: "PartnerFD"})
}

func refuse(status int, code Code, format string, args ...any) *refusal {
	return &refusal{status: status, code: code, description: fmt.Sprintf(format, args...)}
}

// badRequest is a 400 for a request that breaks the protocol. invented: that it
// is 800002, "Invalid request input", in each case.
func badRequest(format string, args ...any) *refusal {
	return refuse(http.StatusBadRequest, CodeInvalidRequest, format, args...)
}

// notFound is a 404. invented: that an unknown batch is 1000, "Not found".
func notFound(format string, args ...any) *refusal {
	return refuse(http.StatusNotFound, CodeNotFound, format, args...)
}
