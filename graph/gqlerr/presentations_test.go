package gqlerr

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"pcgraph/graph/relay"
	"pcgraph/pcclient"
)

// secret stands for whatever a foreign text may hold. No response may have it.
const secret = "hunter2"

// failed is a call that failed, with everything in it that an upstream can say.
func failed(kind pcclient.Kind, status int) *pcclient.Error {
	return &pcclient.Error{
		Kind: kind, Op: "GET /v1/customers", Status: status, Code: "20002", Description: secret,
		RequestID: "the-call", CorrelationID: "the-operation", RetryAfter: 1200 * time.Millisecond,
		Err: errors.New(secret),
	}
}

// silent is a call that failed without an answer.
func silent(kind pcclient.Kind, cause error) *pcclient.Error {
	return &pcclient.Error{Kind: kind, RequestID: "the-call", CorrelationID: "the-operation", Err: cause}
}

const (
	internal        = "Internal error. Tell this service's operator the request ID."
	internalSaysSo  = `{"code":"INTERNAL","requestId":"the-request"}`
	answeredWith    = `"upstream":{"status":%d,"code":"20002","requestId":"the-call","correlationId":"the-operation"}`
	silentExtension = `"upstream":{"requestId":"the-call","correlationId":"the-operation"}`
)

// A presentation is an error and what becomes of it.
type presentation struct {
	name       string
	err        error
	message    string
	extensions string
	logged     []string // what the log has; nothing at all when empty
}

// presentations are all errors that can reach the presenter.
var presentations = []presentation{
	{"what we say", BadUserInput("`id` is %d.", 7), "`id` is 7.", `{"code":"BAD_USER_INPUT"}`, nil},
	{"what we do not find", NotFound("No %s.", "such batch"), "No such batch.", `{"code":"NOT_FOUND"}`, nil},
	{"an argument", &relay.ArgumentError{Message: "`first` is -1."}, "`first` is -1.", `{"code":"BAD_USER_INPUT"}`, nil},
	{"an integer of 64 bits", tooLarge(), "An `Int` is too large or too small: it can be -2147483648 to 2147483647.", `{"code":"BAD_USER_INPUT"}`, nil},
	{"a cursor of nobody", relay.ErrCursorInvalid,
		"`after` is not a cursor of this service, or was changed. Start again without `after`.", `{"code":"CURSOR_INVALID"}`, nil},
	{"a cursor of another list", relay.ErrCursorScope,
		"`after` belongs to another list. Use a cursor only with the batch, or the filter, that it came from.", `{"code":"CURSOR_SCOPE_MISMATCH"}`, nil},
	{"a cursor whose item is gone", relay.ErrCursorExpired,
		"The place in the list is gone: Partner Center no longer knows its page, or its item was deleted. Start again without `after`.", `{"code":"CURSOR_EXPIRED"}`, nil},
	{"a cursor whose token is refused", fmt.Errorf("%w: %w", relay.ErrCursorExpired, failed(pcclient.KindBadInput, 400)),
		"The place in the list is gone: Partner Center no longer knows its page, or its item was deleted. Start again without `after`.",
		`{"code":"CURSOR_EXPIRED",` + fmt.Sprintf(answeredWith, 400) + `}`, []string{"upstream call failed", "the-request", "status 400"}},
	{"pages in a circle", fmt.Errorf("%w: a token came twice", relay.ErrLoop),
		"Partner Center's pages lead in a circle. Ask again later.", `{"code":"UPSTREAM_BAD_RESPONSE"}`, nil},
	{"a spent budget", &pcclient.BudgetError{Limit: 500},
		"The operation needs more than the 500 upstream calls that one operation may cause. Ask for less at a time.", `{"code":"UPSTREAM_BUDGET_EXCEEDED"}`, nil},

	{"an ID that cannot be sent", silent(pcclient.KindInvalidArgument, nil),
		"An ID cannot be used: it is empty, is `.` or `..`, or holds characters that no ID has.",
		`{"code":"BAD_USER_INPUT",` + silentExtension + `}`, []string{"invalid argument"}},
	{"a request that is refused", failed(pcclient.KindBadInput, 400),
		"Partner Center refuses the request as malformed. Check the IDs and the filter.",
		`{"code":"BAD_USER_INPUT",` + fmt.Sprintf(answeredWith, 400) + `}`, []string{"bad input"}},
	{"a credential that is refused", failed(pcclient.KindUnauthorized, 401),
		"Partner Center does not accept this service's credential. Its operator must renew it.",
		`{"code":"UPSTREAM_AUTH",` + fmt.Sprintf(answeredWith, 401) + `}`, []string{"unauthorized"}},
	{"what the partner may not see", failed(pcclient.KindForbidden, 403),
		"Partner Center refuses this to the partner. A relationship with the customer or a role may be missing.",
		`{"code":"FORBIDDEN",` + fmt.Sprintf(answeredWith, 403) + `}`, []string{"forbidden"}},
	{"what does not exist", failed(pcclient.KindNotFound, 404),
		"Partner Center knows no such object. It may have been deleted.",
		`{"code":"NOT_FOUND",` + fmt.Sprintf(answeredWith, 404) + `}`, []string{"not found"}},
	{"too many calls", failed(pcclient.KindThrottled, 429),
		"Partner Center asks for a pause. Ask again after `retryAfterSeconds`, or later.",
		`{"code":"UPSTREAM_THROTTLED","retryAfterSeconds":2,` + fmt.Sprintf(answeredWith, 429) + `}`, []string{"throttled"}},
	{"too many calls, for how long is not said", silent(pcclient.KindThrottled, nil),
		"Partner Center asks for a pause. Ask again after `retryAfterSeconds`, or later.",
		`{"code":"UPSTREAM_THROTTLED","retryAfterSeconds":60,` + silentExtension + `}`, []string{"throttled"}},
	{"an upstream that is slow to say so", failed(pcclient.KindTimeout, 504),
		"Partner Center did not answer in time. Ask again, or for less at a time.",
		`{"code":"UPSTREAM_TIMEOUT",` + fmt.Sprintf(answeredWith, 504) + `}`, []string{"timeout"}},
	{"a try that took too long", silent(pcclient.KindTimeout, context.DeadlineExceeded),
		"Partner Center did not answer in time. Ask again, or for less at a time.",
		`{"code":"UPSTREAM_TIMEOUT",` + silentExtension + `}`, []string{"timeout"}},
	{"an upstream that fails", failed(pcclient.KindUnavailable, 503),
		"Partner Center failed or cannot be reached. Ask again later.",
		`{"code":"UPSTREAM_UNAVAILABLE","retryAfterSeconds":2,` + fmt.Sprintf(answeredWith, 503) + `}`, []string{"unavailable"}},
	{"an answer that is none", failed(pcclient.KindBadResponse, 200),
		"Partner Center sent an answer that cannot be understood. Ask again later.",
		`{"code":"UPSTREAM_BAD_RESPONSE",` + fmt.Sprintf(answeredWith, 200) + `}`, []string{"bad response"}},
	{"a call whose operation ran out of time", silent(pcclient.KindCanceled, context.DeadlineExceeded),
		"The operation's time ran out before Partner Center had answered. Ask again, or for less at a time.",
		`{"code":"UPSTREAM_TIMEOUT",` + silentExtension + `}`, []string{"canceled"}},
	{"a call that was given up", silent(pcclient.KindCanceled, context.Canceled),
		"The operation was given up before Partner Center had answered.",
		`{"code":"UPSTREAM_TIMEOUT",` + silentExtension + `}`, []string{"canceled"}},
	{"an operation out of time", context.DeadlineExceeded,
		"The operation's time ran out before Partner Center had answered. Ask again, or for less at a time.", `{"code":"UPSTREAM_TIMEOUT"}`, nil},
	{"an operation that was given up", context.Canceled,
		"The operation was given up before Partner Center had answered.", `{"code":"UPSTREAM_TIMEOUT"}`, nil},

	{"a kind that nobody knows", failed(255, 0), internal, internalSaysSo, []string{"internal error", "the-request"}},
	{"a foreign error", errors.New("dial tcp: " + secret), internal, internalSaysSo, []string{"internal error", "the-request", secret}},
	{"a panic", panicking(), internal, internalSaysSo, []string{"internal error", "the-request", secret, "gqlerr.panicking"}},
	{"a loader's panic", stackError{}, internal, internalSaysSo, []string{"internal error", secret, "where it was"}},
}

// panicking is a resolver that panics, and gqlgen that recovers.
func panicking() (err error) {
	defer func() { err = Presenter{}.Recover(context.Background(), recover()) }()
	panic("index out of " + secret)
}

type stackError struct{}

func (stackError) Error() string      { return secret }
func (stackError) PanicStack() []byte { return []byte("where it was") }

func tooLarge() error {
	_, err := graphql.UnmarshalInt32(json.Number("3000000000"))
	return err
}
