package pcclient

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"
)

const (
	// maxFaultBytes bounds the body of an answer that reports an error. Its
	// description has 1024 characters at most.
	maxFaultBytes       = 64 << 10
	maxDescriptionBytes = 1024
	maxCodeBytes        = 64
)

// apiFault is the body of an error: Partner Center's own shape (ApiFault), or that
// of the gateway in front of it, which says "message". The page "Partner Center
// error codes" has the codes, as numbers; newer ones are sent as strings.
type apiFault struct {
	Code        text `json:"code"`
	Description text `json:"description"`
	Message     text `json:"message"`
}

// statusFault is the error of an answer whose status is not 2xx. The status alone
// decides its kind, whatever the body is: there may be none, or a proxy's HTML.
func statusFault(req *http.Request, resp *http.Response) error {
	e := &Error{Kind: kindOfStatus(resp.StatusCode), RetryAfter: retryAfter(resp.Header, time.Now())}
	var body apiFault
	if decode(resp.Body, maxFaultBytes, &body) == nil {
		e.Code = plainCode(string(body.Code))
		e.Description = truncate(string(body.Description), maxDescriptionBytes)
		if e.Description == "" {
			e.Description = truncate(string(body.Message), maxDescriptionBytes)
		}
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		e.reason = "a redirect, which is never followed"
	}
	return answered(e, req, resp)
}

func kindOfStatus(status int) Kind {
	switch status {
	case http.StatusUnauthorized:
		return KindUnauthorized
	case http.StatusForbidden:
		return KindForbidden
	case http.StatusNotFound, http.StatusGone:
		return KindNotFound
	case http.StatusTooManyRequests:
		return KindThrottled
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return KindTimeout
	}
	switch {
	case status >= 500:
		return KindUnavailable
	case status >= 400:
		return KindBadInput
	}
	return KindBadResponse
}

// sendFault is the error of a try that had no answer, or lost it on the way. ctx is
// the try's own context, whose end is a timeout; the end of the caller's is seen to
// elsewhere.
func sendFault(ctx context.Context, err error) error {
	if _, refused := errors.AsType[*BudgetError](err); refused {
		return err
	}
	if isTimeout(ctx, err) {
		return &Error{Kind: KindTimeout, reason: "no whole answer in time", Err: err}
	}
	if missing, ok := errors.AsType[*tokenError](err); ok {
		return missing.fault()
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Kind: KindUnavailable, reason: describe(err), Err: err}
}

func isTimeout(ctx context.Context, err error) bool {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return true
	}
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// answered adds to an error what the answer's head says.
func answered(err error, req *http.Request, resp *http.Response) error {
	if e, ok := errors.AsType[*Error](err); ok {
		e.Status = resp.StatusCode
		e.RequestID, e.CorrelationID = idsOf(req, resp)
	}
	return err
}

// describe says what broke a connection. Only errors whose text is known to hold
// no more than a host are quoted: any other transport's may hold a URL.
func describe(err error) string {
	if network, ok := errors.AsType[*net.OpError](err); ok {
		return oneLine(network.Error())
	}
	if certificate, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return oneLine(certificate.Error())
	}
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed early"
	}
	return "the connection failed"
}

// retryAfter reads the Retry-After header: seconds, or a date. 0 means that there
// is none to be understood, or that it is over. A date is read by the server's own
// clock, where the answer has it, else by ours, which is now.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	// 31 bits are 68 years, and cannot overflow as a Duration.
	seconds, err := strconv.ParseUint(value, 10, 31)
	if err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(seconds) * time.Second
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(header.Get("Date")); err == nil {
		now = sent
	}
	return max(date.Sub(now), 0)
}

// plainCode takes a code only when it is one, for it is part of the error's text.
func plainCode(code string) string {
	if len(code) > maxCodeBytes || !isHeaderValue(code) {
		return ""
	}
	return code
}

// truncate cuts s to limit bytes at most, between two characters.
func truncate(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
