package httpd

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
)

// maxCachedDocument is the longest text, in bytes, under which a document is kept. Tokens are limited in
// number but not in length: without this bound a client could fill every entry with a comment as long as a
// body may be. Documents that people and tools write are far below it.
const maxCachedDocument = 16 << 10

// documentCache keeps valid documents by their text.
type documentCache struct {
	graphql.Cache[*ast.QueryDocument]
}

func newDocumentCache(entries int) documentCache {
	return documentCache{lru.New[*ast.QueryDocument](entries)}
}

// Add keeps the document unless its text is too long.
func (c documentCache) Add(ctx context.Context, text string, doc *ast.QueryDocument) {
	if len(text) <= maxCachedDocument {
		c.Cache.Add(ctx, text, doc)
	}
}
