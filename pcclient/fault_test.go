package pcclient

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func faultOf(status int, body string, headers ...string) *Error {
	req := &http.Request{Header: http.Header{"Ms-Requestid": {"ours"}, "Ms-Correlationid": {"ours too"}}}
	e, _ := errors.AsType[*Error](statusFault(req, answer(status, body, headers...)))
	return e
}

func TestFaultBodies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status            int
		body              string
		code, description string
	}{
		"number":     {404, `{"code":3000,"description":"not found","data":[],"source":"PartnerFD"}`, "3000", "not found"},
		"string":     {401, `{"code":"900420","description":"audience"}`, "900420", "audience"},
		"no data":    {403, `{"code":20002,"description":"no relationship"}`, "20002", "no relationship"},
		"mark":       {400, byteOrderMark + `{"code":2000,"description":"bad"}`, "2000", "bad"},
		"PascalCase": {400, `{"Code":2000,"Description":"bad"}`, "2000", "bad"},
		"gateway":    {429, `{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 57 seconds." }`, "", "Rate limit is exceeded. Try again in 57 seconds."},
		"both":       {400, `{"code":1,"description":"this","message":"that"}`, "1", "this"},
		"empty":      {401, ``, "", ""},
		"html":       {502, `<html>Bad gateway</html>`, "", ""},
		"text":       {503, `Service Unavailable`, "", ""},
		"cut short":  {500, `{"code":800003,"descr`, "", ""},
		"array":      {500, `[1]`, "", ""},
		"odd types":  {500, `{"code":{"a":1},"description":["x"],"message":null}`, "", ""},
		"null":       {500, `{"code":null,"description":null}`, "", ""},
		"too large":  {500, `{"code":1,"x":"` + strings.Repeat("x", maxFaultBytes) + `"}`, "", ""},
		"line break": {500, `{"code":"1\nERROR forged","description":"two\nlines"}`, "", "two\nlines"},
		"long code":  {500, `{"code":"` + strings.Repeat("9", 65) + `"}`, "", ""},
		"long text":  {500, `{"description":"` + strings.Repeat("é", 600) + `"}`, "", strings.Repeat("é", 512)},
		"longer":     {500, `{"description":"x` + strings.Repeat("é", 600) + `"}`, "", "x" + strings.Repeat("é", 511)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := faultOf(test.status, test.body)
			if e.Status != test.status || e.Kind != kindOfStatus(test.status) {
				t.Errorf("the status is lost: %v", e)
			}
			if e.Code != test.code || e.Description != test.description {
				t.Errorf("code %q, description %q; want %q and %q", e.Code, e.Description, test.code, test.description)
			}
			if e.RequestID != "ours" || e.CorrelationID != "ours too" {
				t.Errorf("ids are %q and %q, want what was sent where nothing else came", e.RequestID, e.CorrelationID)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	e := faultOf(429, `{"code":3000,"description":"secret"}`, "Retry-After", "57", headerRequestID, "0e1c")
	e.Op, e.Attempts = routeDevices.op(), 3
	want := "pcclient: GET /v1/customers/{customer-id}/deviceBatches/{devicebatch-id}/devices: throttled " +
		"(status 429, code 3000, retry after 57s, 3 attempts, request 0e1c)"
	if e.Error() != want {
		t.Errorf("text is\n%s, want\n%s", e, want)
	}
	if got := (&Error{Kind: KindCanceled}).Error(); got != "pcclient: canceled" {
		t.Errorf("text is %q", got)
	}
	if got := (&Error{Kind: KindBadInput, Code: "a\nb\u2028c"}).Error(); got != "pcclient: bad input (code a b c)" {
		t.Errorf("text is %q", got)
	}
}

func TestKindNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for k := KindInvalidArgument; k <= KindCanceled; k++ {
		if name := k.String(); name == "" || name == "unknown" || seen[name] {
			t.Errorf("kind %d is called %q", k, name)
		} else {
			seen[name] = true
		}
	}
	if Kind(0).String() != "unknown" || Kind(200).String() != "unknown" || KindOf(errors.New("x")) != 0 {
		t.Error("what is no kind has a name")
	}
}

// FuzzDecodeError checks that no body can hide an answer's status, forge a line in a
// log, or say more than the error has room for.
func FuzzDecodeError(f *testing.F) {
	f.Add(404, `{"code":3000,"description":"not found"}`, "", "")
	f.Add(429, `{ "statusCode": 429, "message": "Try again in 57 seconds." }`, "57", "")
	f.Add(401, ``, "", "e88d014d-ab70-41de-90a0-f7fd1797267d")
	f.Add(502, `<html>`, "Fri, 20 Nov 2026 10:01:00 GMT", "")
	f.Add(500, "{\"code\":\"1\\n2\",\"description\":\"\xff\"}", "-1", "a\tb")
	f.Add(302, `{}`, "99999999999999999999", strings.Repeat("x", 100))
	f.Fuzz(func(t *testing.T, status int, body, retryAfter, requestID string) {
		e := faultOf(status, body, "Retry-After", retryAfter, headerRequestID, requestID)
		if e == nil || e.Kind != kindOfStatus(status) || e.Status != status || e.Kind.String() == "unknown" {
			t.Fatalf("error is %+v", e)
		}
		if strings.ContainsFunc(e.Error(), unicode.IsControl) {
			t.Errorf("text has more than one line: %q", e)
		}
		if len(e.Description) > maxDescriptionBytes || !utf8.ValidString(e.Description) {
			t.Errorf("description is %q", e.Description)
		}
		if len(e.Code) > maxCodeBytes || len(e.RequestID) > maxIDBytes || e.RetryAfter < 0 {
			t.Errorf("error is %+v", e)
		}
	})
}
