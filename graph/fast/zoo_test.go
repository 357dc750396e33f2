package fast_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"pcgraph/graph/fast"
	"pcgraph/graph/fast/internal/zoo"
)

// newExtension returns the extension for the zoo.
func newExtension(t testing.TB, tables []fast.Table) *fast.Extension {
	t.Helper()
	e, err := fast.New(tables, "Every", "Part")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// newExecutor returns an executor that parses no query which others have.
func newExecutor(schema graphql.ExecutableSchema, parsed graphql.Cache[*ast.QueryDocument], extensions ...graphql.HandlerExtension) *executor.Executor {
	exec := executor.New(schema)
	exec.SetQueryCache(parsed)
	exec.SetRecoverFunc(func(context.Context, any) error { return errors.New("panicked") })
	for _, e := range extensions {
		exec.Use(e)
	}
	return exec
}

// An outcome is what came of an operation. gqlgen's own order of errors is not
// always the same, and a field in two deferred fragments comes with either; here it
// is sorted, field by field.
type outcome struct {
	Data     string
	Errors   []string
	Deferred []string
}

// ask runs an operation. It is false when the query is not valid.
func ask(exec *executor.Executor, query string, spliced bool) (o outcome, valid bool, err error) {
	ctx, splice := context.Background(), (*fast.Splice)(nil)
	if spliced {
		ctx, splice = fast.WithSplice(ctx)
		defer splice.Release()
	}
	ctx = graphql.StartOperationTrace(ctx)
	op, invalid := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: query, Variables: variables})
	if invalid != nil {
		return outcome{}, false, nil
	}
	next, ctx := exec.DispatchOperation(ctx, op)
	for {
		resp := next(ctx)
		data := [][]byte{resp.Data}
		if spliced {
			if data, err = splice.Parts(resp.Data); err != nil {
				return outcome{}, true, err
			}
		}
		text := slices.Concat(data...)
		for _, e := range resp.Errors {
			encoded, err := json.Marshal(e)
			if err != nil {
				return outcome{}, true, err
			}
			o.Errors = append(o.Errors, string(encoded))
		}
		if resp.Label == "" {
			o.Data = string(text)
		} else {
			var fields map[string]json.RawMessage
			if err := json.Unmarshal(text, &fields); err != nil {
				return outcome{}, true, err
			}
			for name, value := range fields {
				o.Deferred = append(o.Deferred, resp.Path.String()+" "+name+": "+string(value))
			}
		}
		if resp.HasNext == nil || !*resp.HasNext {
			slices.Sort(o.Errors)
			slices.Sort(o.Deferred)
			return o, true, nil
		}
	}
}

// tally says what the seeds of a comparison had in them.
type tally struct{ valid, failed, deferred, fast, left int }

// compare asks one random query of both, over the values of the seed. It returns
// how the answers differ.
func compare(t testing.TB, seed uint64, tables []fast.Table, seen *tally) string {
	t.Helper()
	schema := zoo.New(seed)
	extension := newExtension(t, tables)
	parsed := graphql.MapCache[*ast.QueryDocument]{}
	plain, quick := newExecutor(schema, parsed), newExecutor(schema, parsed, extension)
	q := questioner{
		Rand: rand.New(rand.NewPCG(seed, 2)), schema: schema.Schema(), depth: 5, deferring: seed%3 == 0,
		arguments: map[string]func() string{"Every.argued": func() string { return "(n: 3)" }},
	}
	query := q.query()
	want, valid, err := ask(plain, query, false)
	if err != nil {
		t.Fatal(err)
	}
	if !valid {
		return ""
	}
	var diff string
	for _, spliced := range []bool{false, true} {
		if spliced && len(want.Deferred) > 0 {
			continue // the splice is for one response
		}
		got, _, err := ask(quick, query, spliced)
		if err != nil {
			t.Fatal(err)
		}
		if diff = cmp.Diff(want, got); diff != "" {
			diff = query + "\n" + diff
			break
		}
	}
	written, left := extension.Counts()
	seen.valid++
	seen.failed += min(1, len(want.Errors))
	seen.deferred += min(1, len(want.Deferred))
	seen.fast += int(min(1, written))
	seen.left += int(min(1, left))
	return diff
}

// Whatever is asked, the answer is gqlgen's: its data to the byte, and its errors.
func TestSameAsGqlgen(t *testing.T) {
	t.Parallel()
	seeds := uint64(1000)
	if testing.Short() {
		seeds = 400
	}
	var seen tally
	for seed := range seeds {
		if diff := compare(t, seed, zoo.Tables(), &seen); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
	t.Logf("of %d queries: %+v", seeds, seen)
	for name, count := range map[string]int{"valid": seen.valid, "failed": 4 * seen.failed, "deferred": 30 * seen.deferred, "fast": 3 * seen.fast, "left": 3 * seen.left} {
		if count < int(seeds)/2 {
			t.Errorf("too few queries are %s: %+v", name, seen)
		}
	}
}
