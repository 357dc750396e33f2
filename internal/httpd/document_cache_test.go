package httpd

import (
	"context"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

func TestDocumentCache(t *testing.T) {
	t.Parallel()
	cache := newDocumentCache(2)
	doc := &ast.QueryDocument{}
	for _, text := range []string{"a", "b", strings.Repeat("c", maxCachedDocument+1)} {
		cache.Add(t.Context(), text, doc)
	}
	for text, kept := range map[string]bool{"a": true, "b": true, strings.Repeat("c", maxCachedDocument+1): false} {
		if _, ok := cache.Get(t.Context(), text); ok != kept {
			t.Errorf("%.5s: kept %v, want %v", text, ok, kept)
		}
	}
	cache.Add(t.Context(), "d", doc)
	if _, ok := cache.Get(t.Context(), "d"); !ok {
		t.Error("the newest is not kept")
	}
}

// A document from the cache is measured with the variables of its own request.
func TestCachedDocumentIsMeasuredAgain(t *testing.T) {
	t.Parallel()
	h := newTestHandler(t, nil)
	const query = "query($n:Int){items(first:$n){children(first:100){id}}}"
	for _, tt := range []struct {
		first int
		codes string
	}{{10, ""}, {100_000, "QUERY_TOO_COMPLEX"}, {20, ""}} {
		if a := send(t, h, operation(query, "n", tt.first)); a.codes() != tt.codes {
			t.Errorf("first %d: %s", tt.first, a.Body)
		}
	}
}

func TestDocumentsAreKept(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		entries int
		kept    bool
	}{{0, true}, {1, true}, {-1, false}} {
		var seen []*ast.QueryDocument
		h := newTestHandler(t, func(o *Options) {
			o.Limits.QueryCacheEntries = tt.entries
			o.Attach = func(ctx context.Context, op *graphql.OperationContext) context.Context {
				seen = append(seen, op.Doc)
				return ctx
			}
		})
		for range 2 {
			send(t, h, operation("{hello}"))
		}
		if len(seen) != 2 || (seen[0] == seen[1]) != tt.kept {
			t.Errorf("%d entries: the same document %v, want %v", tt.entries, seen[0] == seen[1], tt.kept)
		}
	}
}
