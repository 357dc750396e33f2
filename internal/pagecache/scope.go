package pagecache

import "context"

type scopeKey struct{}

// WithScope gives a context whose asks are answered only by what was asked in the
// same scope. The scope stands for all that decides, beside the ask itself, what a
// caller gets to see: the credential that its calls are made with, where there is
// more than one, and its grant. It is compared, never shown; give a digest rather
// than a secret. Without a scope, asks share the default one, which is the empty
// scope.
func WithScope(ctx context.Context, scope string) context.Context {
	return context.WithValue(ctx, scopeKey{}, scope)
}

func scopeOf(ctx context.Context) string {
	scope, _ := ctx.Value(scopeKey{}).(string)
	return scope
}
