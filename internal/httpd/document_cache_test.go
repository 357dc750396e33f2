package httpd

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

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
		bytes int64
		kept  bool
	}{{0, true}, {8 << 10, true}, {-1, false}} {
		var seen []*ast.QueryDocument
		h := newTestHandler(t, func(o *Options) {
			o.Limits.DocumentBytes = tt.bytes
			o.Attach = func(ctx context.Context, op *graphql.OperationContext) context.Context {
				seen = append(seen, op.Doc)
				return ctx
			}
		})
		for range 2 {
			send(t, h, operation("{hello}"))
		}
		if len(seen) != 2 || (seen[0] == seen[1]) != tt.kept {
			t.Errorf("%d bytes: the same document %v, want %v", tt.bytes, seen[0] == seen[1], tt.kept)
		}
	}
}

// testReader reads documents for the stub's schema, which must be valid.
func testReader(t testing.TB) func(text string) *document {
	t.Helper()
	limits, err := Limits{}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	v := newValidation(newStubSchema().schema, limits, false)
	return func(text string) *document {
		t.Helper()
		doc, errs := parseDocument(text, limits, v)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		return doc
	}
}

// However many documents are sent, those that are kept stay within the bound.
func TestDocumentCache(t *testing.T) {
	t.Parallel()
	const bound = 64 << 10
	cache, err := newDocumentCache(bound)
	if err != nil {
		t.Fatal(err)
	}
	read := testReader(t)
	for i := range 1000 {
		cache.keep(read(fmt.Sprintf("{a%d:hello}", i)))
	}
	cache.documents.CleanUp()
	if weight := cache.documents.WeightedSize(); weight == 0 || weight > bound {
		t.Errorf("%d bytes are kept, the bound is %d", weight, bound)
	}
	if n := cache.documents.EstimatedSize(); n == 0 || n > bound/bytesOfDocument {
		t.Errorf("%d documents are kept", n)
	}
}

// What a document is taken to need is not far below what it needs. The measure is the heap's, so the test must not run
// beside others.
func TestDocumentBytes(t *testing.T) {
	read := testReader(t)
	for name, text := range map[string]string{
		"small":     "{hello}",
		"fields":    "{item(id:1){" + strings.Repeat("id ", 900) + "}}",
		"arguments": "{item(id:1){" + repeated(90, "a%d:children(first:1){id}") + "}}",
		"comments":  strings.Repeat("# why\n", 300) + "{hello}",
		"values":    "{item(id:1,at:[" + strings.Repeat("1 ", 800) + "]){id}}",
	} {
		copies := 50_000 / (50 + read(text).size.written) // the fewer, the more of what else is on the heap
		kept := make([]*document, copies)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range kept {
			kept[i] = read(strings.Clone(text))
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		needs := float64(after.HeapAlloc-before.HeapAlloc) / float64(copies)
		taken := float64(kept[0].bytes())
		t.Logf("%s: %.0f bytes, taken to be %.0f, %d nodes", name, needs, taken, kept[0].size.written)
		if needs > 1.5*taken {
			t.Errorf("%s: a document needs %.0f bytes and is taken to need %.0f", name, needs, taken)
		}
		runtime.KeepAlive(kept)
	}
}
