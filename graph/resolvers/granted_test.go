package resolvers

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pcgraph/graph/access"
	"pcgraph/graph/loaders"
	"pcgraph/pcclient"
)

// register is an upstream that reads customers by their IDs, and nothing else.
type register struct {
	loaders.PartnerCenter
	read func(id string) (*pcclient.Customer, error)
}

func (r register) Customer(_ context.Context, id string) (*pcclient.Customer, error) {
	return r.read(id)
}

// numbered returns the IDs of n customers, in order.
func numbered(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%08d-0000-4000-8000-000000000000", i)
	}
	return ids
}

// list asks for a page of customers and returns their IDs, the total, and the
// cursor behind them, empty on the last page.
func list(t *testing.T, grant access.Grant, upstream loaders.PartnerCenter, variables map[string]any) (ids []string, total float64, next string) {
	t.Helper()
	got := executeAs(t, grant, upstream, `query($first: Int, $after: String, $name: String) {
		customers(first: $first, after: $after, nameStartsWith: $name) { totalCount nodes { id } pageInfo { endCursor hasNextPage } }
	}`, variables)
	connection, ok := got.Data["customers"].(map[string]any)
	if !ok || len(got.Errors) > 0 {
		t.Fatalf("%v: %+v", variables, got)
	}
	for _, node := range connection["nodes"].([]any) {
		ids = append(ids, node.(map[string]any)["id"].(string))
	}
	info := connection["pageInfo"].(map[string]any)
	if info["hasNextPage"] == true {
		next = info["endCursor"].(string)
	}
	return ids, connection["totalCount"].(float64), next
}

// TestGrantedCustomersAreWalked walks lists of several pages with windows of
// several sizes: each customer once, in order, and no call for any.
func TestGrantedCustomersAreWalked(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 99, 100, 101, 250} {
		grant := grantFor(t, numbered(size), access.CustomersRead)
		for _, first := range []int{1, 70, 100, 1000} {
			var walked []string
			variables := map[string]any{"first": first}
			for steps := 0; ; steps++ {
				ids, total, next := list(t, grant, register{}, variables)
				if walked = append(walked, ids...); int(total) != size || steps > size {
					t.Fatalf("%d customers, %d at a time: total %v after %d", size, first, total, len(walked))
				}
				if next == "" {
					break
				}
				variables["after"] = next
			}
			if strings.Join(walked, " ") != strings.Join(numbered(size), " ") {
				t.Errorf("%d customers, %d at a time: %d came", size, first, len(walked))
			}
		}
	}
}

// TestCursorOfAnotherGrant takes a cursor from one caller to another who sees other
// customers, or the same ones under other scopes.
func TestCursorOfAnotherGrant(t *testing.T) {
	t.Parallel()
	ids := numbered(3)
	_, _, cursor := list(t, grantFor(t, ids, access.CustomersRead), register{}, map[string]any{"first": 1})
	for name, grant := range map[string]access.Grant{
		"fewer": grantFor(t, ids[:2], access.CustomersRead), "more": grantFor(t, numbered(4), access.CustomersRead),
		"other scopes": grantFor(t, ids, access.CustomersRead, access.DevicesRead), "all": access.ForAll("test", access.CustomersRead),
	} {
		got := executeAs(t, grant, register{}, `query($after: String) { customers(after: $after) { nodes { id } } }`, map[string]any{"after": cursor})
		if codesOf(got) != "CURSOR_SCOPE_MISMATCH" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	same, _, _ := list(t, grantFor(t, ids, access.CustomersRead), register{}, map[string]any{"after": cursor})
	if len(same) != 2 {
		t.Errorf("the same grant: %v", same)
	}
}

// TestGrantedCustomersByName filters by the names that the upstream gives.
func TestGrantedCustomersByName(t *testing.T) {
	t.Parallel()
	names := []string{"Zürich AG", "contoso", "CONTOSO East", "", "gone", "not ours", "Con", "A contoso"}
	ids := numbered(len(names))
	upstream := register{read: func(id string) (*pcclient.Customer, error) {
		for i := range ids {
			if ids[i] != id {
				continue
			}
			switch names[i] {
			case "gone":
				return nil, &pcclient.Error{Kind: pcclient.KindNotFound}
			case "not ours":
				return nil, &pcclient.Error{Kind: pcclient.KindForbidden}
			}
			return &pcclient.Customer{ID: id, CompanyName: names[i]}, nil
		}
		t.Errorf("a customer outside the grant is read: %s", id)
		return nil, &pcclient.Error{Kind: pcclient.KindNotFound}
	}}
	grant := grantFor(t, ids, access.CustomersRead)
	for prefix, want := range map[string][]string{
		"Contoso": {ids[1], ids[2]}, "con": {ids[1], ids[2], ids[6]}, "zÜRICH": {ids[0]}, "x": nil, "": ids,
	} {
		got, total, _ := list(t, grant, upstream, map[string]any{"name": prefix})
		if strings.Join(got, " ") != strings.Join(want, " ") || int(total) != len(want) {
			t.Errorf("%q: %v of %v, want %v", prefix, got, total, want)
		}
	}
	window, total, next := list(t, grant, upstream, map[string]any{"name": "con", "first": 2})
	if len(window) != 2 || total != 3 || next == "" {
		t.Errorf("%v of %v, then %q", window, total, next)
	}
	if rest, _, _ := list(t, grant, upstream, map[string]any{"name": "CON", "after": next}); len(rest) != 1 || rest[0] != ids[6] {
		t.Errorf("behind the cursor: %v", rest)
	}

	// What is not known must not look like what is not there.
	upstream.read = func(string) (*pcclient.Customer, error) { return nil, &pcclient.Error{Kind: pcclient.KindThrottled} }
	got := executeAs(t, grant, upstream, `{ customers(nameStartsWith: "c") { nodes { id } } }`, nil)
	if codesOf(got) != "UPSTREAM_THROTTLED" || got.Data["customers"] != nil {
		t.Errorf("while throttled: %+v", got)
	}
	// An empty window needs no name.
	got = executeAs(t, grant, upstream, `{ customers(nameStartsWith: "c", first: 0) { nodes { id } } }`, nil)
	if len(got.Errors) > 0 {
		t.Errorf("an empty window: %+v", got)
	}
}
