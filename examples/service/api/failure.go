package api

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pcgraph/examples/service/export"
)

// remedies is what helps against each code of the schema's ErrorCode. A code that
// is not here would be the same at every asking: the batch is skipped.
var remedies = map[string]export.Remedy{
	"UPSTREAM_THROTTLED":    export.AskAgain,
	"UPSTREAM_UNAVAILABLE":  export.AskAgain,
	"UPSTREAM_TIMEOUT":      export.AskAgain,
	"UPSTREAM_BAD_RESPONSE": export.AskAgain, // a cut answer looks like that, too

	"CURSOR_EXPIRED": export.StartOver,
	"CURSOR_INVALID": export.StartOver, // the API has a new key since the cursor was made

	"UNAUTHENTICATED": export.GiveUp,
	"UPSTREAM_AUTH":   export.GiveUp,
}

// failure says what helps against what genqlient returned.
func failure(err error) *export.Failure {
	var list gqlerror.List
	if errors.As(err, &list) {
		return gravest(list)
	}
	var refused *graphql.HTTPError
	if !errors.As(err, &refused) {
		return &export.Failure{Message: plain(err.Error())} // no answer, or not a whole one
	}
	for _, one := range refused.Response.Errors {
		if one != nil && one.Extensions["code"] != nil {
			return gravest(refused.Response.Errors)
		}
	}
	// Something in front of the API answered. Its page is nobody's concern here.
	status := refused.StatusCode
	f := &export.Failure{Remedy: export.GiveUp, Message: fmt.Sprintf("HTTP status %d %s, and no GraphQL.", status, http.StatusText(status))}
	if status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout {
		f.Remedy = export.AskAgain
	}
	return f
}

// gravest is the error of a list that leaves the least to be done, with the
// longest pause that any of them asks for.
func gravest(list gqlerror.List) *export.Failure {
	var gravest *export.Failure
	var pause time.Duration
	for _, one := range list {
		if one == nil {
			continue
		}
		f := single(one)
		pause = max(pause, f.RetryAfter)
		if gravest == nil || f.Remedy > gravest.Remedy {
			gravest = f
		}
	}
	if gravest == nil {
		return incomplete()
	}
	gravest.RetryAfter = pause
	return gravest
}

func single(err *gqlerror.Error) *export.Failure {
	code, _ := err.Extensions["code"].(string)
	remedy, known := remedies[code]
	if !known {
		remedy = export.SkipBatch
	}
	message := plain(err.Message)
	if code != "" {
		message = plain(code) + ": " + message
	}
	return &export.Failure{Remedy: remedy, Message: message, RetryAfter: retryAfter(err.Extensions["retryAfterSeconds"])}
}

// withheld says whether devices came and the secrets that were asked for did not,
// which is all that FORBIDDEN can mean beside an answer.
func withheld(answered bool, err error) bool {
	var list gqlerror.List
	if !answered || !errors.As(err, &list) {
		return false
	}
	return !slices.ContainsFunc(list, func(one *gqlerror.Error) bool { return one == nil || one.Extensions["code"] != "FORBIDDEN" })
}

// retryAfter reads extensions.retryAfterSeconds; whatever is no number of seconds
// is no pause.
func retryAfter(value any) time.Duration {
	seconds, ok := value.(float64)
	if !ok || !(seconds > 0) {
		return 0
	}
	const most = 365 * 24 * time.Hour // anything longer would not fit a Duration some day
	return time.Duration(math.Min(seconds, most.Seconds()) * float64(time.Second))
}

func incomplete() *export.Failure {
	return &export.Failure{Remedy: export.SkipBatch, Message: "The API's answer lacks what was asked for, without an error that says why."}
}
