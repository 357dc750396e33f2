package pcclient

import (
	"context"
	"net/http"

	"github.com/google/uuid"
)

const (
	headerRequestID     = "MS-RequestId"
	headerCorrelationID = "MS-CorrelationId"

	// maxIDBytes bounds what is taken over from an answer; a GUID has 36.
	maxIDBytes = 64
)

type correlationKey struct{}

// WithCorrelationID groups calls under one id in Partner Center's own logs. The id
// must be a GUID, for Partner Center takes nothing else; any other is ignored, and
// each call gets one of its own.
func WithCorrelationID(ctx context.Context, id string) context.Context {
	guid, err := uuid.Parse(id)
	if err != nil {
		return ctx
	}
	return context.WithValue(ctx, correlationKey{}, guid.String())
}

// setIDs gives a request its ids: the request's own, which stays the same when the
// call is repeated, and the operation's.
func setIDs(ctx context.Context, header http.Header) {
	correlationID, ok := ctx.Value(correlationKey{}).(string)
	if !ok {
		correlationID = uuid.NewString()
	}
	header.Set(headerRequestID, uuid.NewString())
	header.Set(headerCorrelationID, correlationID)
}

// idsOf are the ids to quote to Microsoft's support. An answer may carry others
// than were sent, and then it is those that Microsoft knows the call by. resp may
// be nil.
func idsOf(req *http.Request, resp *http.Response) (requestID, correlationID string) {
	pick := func(name string) string {
		if resp != nil {
			if id := resp.Header.Get(name); id != "" && len(id) <= maxIDBytes {
				return id
			}
		}
		return req.Header.Get(name)
	}
	return pick(headerRequestID), pick(headerCorrelationID)
}
