package gqlerr

import (
	"context"
	"errors"
	"math"
	"time"

	"pcgraph/graph/model"
	"pcgraph/graph/relay"
	"pcgraph/pcclient"
)

// A meaning is what a kind of failure means to the caller.
type meaning struct {
	code    model.ErrorCode
	message string
}

var upstreamMeanings = map[pcclient.Kind]meaning{
	pcclient.KindInvalidArgument: {model.ErrorCodeBadUserInput, "An ID cannot be used: it is empty, is `.` or `..`, or holds characters that no ID has."},
	pcclient.KindBadInput:        {model.ErrorCodeBadUserInput, "Partner Center refuses the request as malformed. Check the IDs and the filter."},
	pcclient.KindUnauthorized:    {model.ErrorCodeUpstreamAuth, "Partner Center does not accept this service's credential. Its operator must renew it."},
	pcclient.KindForbidden:       {model.ErrorCodeForbidden, "Partner Center refuses this to the partner. A relationship with the customer or a role may be missing."},
	pcclient.KindNotFound:        {model.ErrorCodeNotFound, "Partner Center knows no such object. It may have been deleted."},
	pcclient.KindThrottled:       {model.ErrorCodeUpstreamThrottled, "Partner Center asks for a pause. Ask again after `retryAfterSeconds`, or later."},
	pcclient.KindTimeout:         {model.ErrorCodeUpstreamTimeout, "Partner Center did not answer in time. Ask again, or for less at a time."},
	pcclient.KindUnavailable:     {model.ErrorCodeUpstreamUnavailable, "Partner Center failed or cannot be reached. Ask again later."},
	pcclient.KindBadResponse:     {model.ErrorCodeUpstreamBadResponse, "Partner Center sent an answer that cannot be understood. Ask again later."},
}

// codeMeanings are more precise than the kind: what to do is known.
var codeMeanings = map[string]meaning{
	pcclient.CodeAudienceRefused: {model.ErrorCodeUpstreamAuth, "This service's token was issued for an API that Partner Center no longer accepts. Its operator must use one for Partner Center's own API."},
	pcclient.CodeMFARequired:     {model.ErrorCodeUpstreamAuth, "The user behind this service's credential signed in without multi-factor authentication. Its operator must sign in again with it."},
}

// An errorMeaning is what an error that has no kind means to the caller.
type errorMeaning struct {
	is error
	meaning
}

var listMeanings = []errorMeaning{
	{relay.ErrCursorInvalid, meaning{model.ErrorCodeCursorInvalid, "`after` is not a cursor of this service, or was changed. Start again without `after`."}},
	{relay.ErrCursorScope, meaning{model.ErrorCodeCursorScopeMismatch, "`after` belongs to another list. Use a cursor only with the batch, or the filter, that it came from."}},
	{relay.ErrCursorExpired, meaning{model.ErrorCodeCursorExpired, "The place in the list is gone: Partner Center no longer knows its page, or its item was deleted. Start again without `after`."}},
	{relay.ErrLoop, meaning{model.ErrorCodeUpstreamBadResponse, "Partner Center's pages lead in a circle. Ask again later."}},
}

var contextMeanings = []errorMeaning{
	{context.DeadlineExceeded, meaning{model.ErrorCodeUpstreamTimeout, "The operation's time ran out before Partner Center had answered. Ask again, or for less at a time."}},
	{context.Canceled, meaning{model.ErrorCodeUpstreamTimeout, "The operation was given up before Partner Center had answered."}},
}

// meaningOf finds what err means, and the failed call behind it if there is one.
func meaningOf(err error) (m meaning, call *pcclient.Error, known bool) {
	errors.As(err, &call)
	// First the lists: a token that is refused is a bad request to Partner Center,
	// and an expired cursor to the caller.
	if m, known = find(listMeanings, err); known {
		return m, call, true
	}
	// The contexts last: that of a single try ends without the operation's ending.
	if call != nil {
		if m, known = codeMeanings[call.Code]; known && call.Kind == pcclient.KindUnauthorized {
			return m, call, true
		}
		if m, known = upstreamMeanings[call.Kind]; known {
			return m, call, true
		}
	}
	m, known = find(contextMeanings, err)
	return m, call, known
}

func find(meanings []errorMeaning, err error) (meaning, bool) {
	for _, m := range meanings {
		if errors.Is(err, m.is) {
			return m.meaning, true
		}
	}
	return meaning{}, false
}

// upstreamExtensions says what support will ask for, and when to try again.
func upstreamExtensions(call *pcclient.Error, extensions map[string]any) {
	upstream := map[string]any{}
	if call.Status != 0 {
		upstream["status"] = call.Status
	}
	for name, value := range map[string]string{
		"code": call.Code, "requestId": call.RequestID, "correlationId": call.CorrelationID,
	} {
		if value != "" {
			upstream[name] = value
		}
	}
	extensions["upstream"] = upstream
	switch {
	case call.Kind == pcclient.KindThrottled && call.RetryAfter <= 0:
		extensions["retryAfterSeconds"] = int(unsaidPause.Seconds())
	case call.Kind == pcclient.KindThrottled || call.Kind == pcclient.KindUnavailable && call.RetryAfter > 0:
		extensions["retryAfterSeconds"] = int(math.Ceil(call.RetryAfter.Seconds()))
	}
}

// unsaidPause is what a caller is told to wait where Partner Center asks for a pause
// and does not say for how long. It counts calls by the minute.
const unsaidPause = time.Minute
