package httpd

import (
	"context"
	"errors"
	"net/http"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// AuthenticationError is what Options.Authenticate returns for a request that does not say who calls, or says it in a
// way that does not hold. The client is shown the error's text, which must say no more than what to do.
type AuthenticationError interface {
	error
	// Challenge is the answer's WWW-Authenticate header.
	Challenge() string
}

// authentication lets a request through to next in the context that Options.Authenticate gives it, or not at all.
func authentication(o Options, next http.Handler) http.Handler {
	if o.Authenticate == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, err := o.Authenticate(r)
		if err != nil {
			refuseCaller(o, w, r, err)
			return
		}
		if o.Caller != nil {
			operationRecordFrom(ctx).caller = o.Caller(ctx)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func refuseCaller(o Options, w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Add("Vary", "Accept")
	media, ok := negotiate(r.Header.Values("Accept"))
	if !ok { // Better an answer in a type that was not asked for than no reason at all.
		media = jsonMedia
	}
	var refused AuthenticationError
	if errors.As(err, &refused) {
		w.Header().Set("WWW-Authenticate", refused.Challenge())
		writeErrors(r.Context(), w, media, http.StatusUnauthorized, gqlerror.List{{
			Message: refused.Error(), Extensions: map[string]any{"code": codeUnauthenticated},
		}})
		return
	}
	if errors.Is(r.Context().Err(), context.Canceled) {
		return // the client has left
	}
	o.Logger.ErrorContext(r.Context(), "callers cannot be told apart", "error", err, "requestId", RequestID(r.Context()))
	unable := internalError(r.Context())
	unable.Message = "The server cannot find out who is calling at the moment. Send the request again later."
	writeErrors(r.Context(), w, media, http.StatusServiceUnavailable, gqlerror.List{unable})
}
