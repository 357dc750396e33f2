package pagecache

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pcgraph/pcclient"
)

// echo answers with all that it knows of the ask, the scope included.
type echo struct{}

func (echo) text(ctx context.Context, parts ...any) string {
	return fmt.Sprintf("%q", append(parts, scopeOf(ctx)))
}

func (e echo) Customer(ctx context.Context, customerID string) (*pcclient.Customer, error) {
	return &pcclient.Customer{ID: e.text(ctx, "customer", strings.ToLower(customerID))}, nil
}

func (e echo) Customers(ctx context.Context, query pcclient.CustomersQuery, from pcclient.Continuation) (*customerPage, error) {
	return &customerPage{Items: []pcclient.Customer{{ID: e.text(ctx, "customers", fmt.Sprint(query.Size), query.NameStartsWith, from)}}}, nil
}

func (e echo) DeviceBatches(ctx context.Context, customerID string, from pcclient.Continuation) (*batchPage, error) {
	return &batchPage{Items: []pcclient.DeviceBatch{{ID: e.text(ctx, "batches", strings.ToLower(customerID), from)}}}, nil
}

func (e echo) Devices(ctx context.Context, customerID, batchID string, from pcclient.Continuation) (*devicePage, error) {
	return &devicePage{Items: []pcclient.Device{{ID: e.text(ctx, "devices", strings.ToLower(customerID), batchID, from)}}}, nil
}

// From memory or not, an answer is always the one that the upstream gives to this
// very ask in this very scope.
func TestNoAskSeesTheAnswerOfAnother(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, err := New(echo{}, Options{TTL: ttl})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		// Few and similar words, so that asks are equal often and confusable always.
		word := rapid.StringMatching(`[abAB/ ]{0,2}`)
		for range rapid.IntRange(1, 60).Draw(t, "asks") {
			ctx := context.Background()
			if scope := word.Draw(t, "scope"); scope != "" {
				ctx = WithScope(ctx, scope)
			}
			customer, batch := word.Draw(t, "customer"), word.Draw(t, "batch")
			from := pcclient.Continuation(word.Draw(t, "from"))
			query := pcclient.CustomersQuery{NameStartsWith: batch, Size: len(customer)}
			var got, want string
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				answer, _ := c.Customer(ctx, customer)
				direct, _ := echo{}.Customer(ctx, customer)
				got, want = answer.ID, direct.ID
			case 1:
				answer, _ := c.Customers(ctx, query, from)
				direct, _ := echo{}.Customers(ctx, query, from)
				got, want = answer.Items[0].ID, direct.Items[0].ID
			case 2:
				answer, _ := c.DeviceBatches(ctx, customer, from)
				direct, _ := echo{}.DeviceBatches(ctx, customer, from)
				got, want = answer.Items[0].ID, direct.Items[0].ID
			case 3:
				answer, _ := c.Devices(ctx, customer, batch, from)
				direct, _ := echo{}.Devices(ctx, customer, batch, from)
				got, want = answer.Items[0].ID, direct.Items[0].ID
			}
			if got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
		}
	})
}

func TestWhatMakesAsksEqual(t *testing.T) {
	t.Parallel()
	type ask struct{ scope, customer, batch string }
	tests := map[string]struct {
		a, b  ask
		calls int
	}{
		"all":                     {ask{"s", customerID, "b"}, ask{"s", customerID, "b"}, 1},
		"no scope and the empty":  {ask{"-", customerID, "b"}, ask{"", customerID, "b"}, 1},
		"a customer in any case":  {ask{"s", "ABCdef", "b"}, ask{"s", "abcDEF", "b"}, 1},
		"not a batch in any case": {ask{"s", customerID, "b"}, ask{"s", customerID, "B"}, 2},
		"not another scope":       {ask{"s", customerID, "b"}, ask{"S", customerID, "b"}, 2},
		"not joined texts":        {ask{"s", "ab", "c"}, ask{"s", "a", "bc"}, 2},
		"not letters that fold":   {ask{"s", "k", "b"}, ask{"s", "\u212a", "b"}, 2}, // the Kelvin sign
		"not broken UTF-8":        {ask{"s", "A\xff", "b"}, ask{"s", "A\xfe", "b"}, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			upstream := &fake{}
			c := newCache(t, upstream, Options{TTL: ttl})
			for _, a := range []ask{test.a, test.b} {
				ctx := t.Context()
				if a.scope != "-" {
					ctx = WithScope(ctx, a.scope)
				}
				if _, err := c.Devices(ctx, a.customer, a.batch, ""); err != nil {
					t.Fatal(err)
				}
			}
			wantCalls(t, upstream, test.calls)
			if got := upstream.asks()[0].customer; got != test.a.customer {
				t.Errorf("the upstream was asked for %q, want the caller's own spelling %q", got, test.a.customer)
			}
		})
	}
}

func TestTheCredentialIsPartOfTheKey(t *testing.T) {
	t.Parallel()
	upstream := &fake{}
	a := newCache(t, upstream, Options{TTL: ttl, Credential: "a"})
	b := newCache(t, upstream, Options{Credential: "b"})
	b.store = a.store // as if both kept their pages in one place
	mustFirst(t, t.Context(), a)
	mustFirst(t, t.Context(), b)
	mustFirst(t, t.Context(), b)
	wantCalls(t, upstream, 2)
}
