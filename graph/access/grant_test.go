package access

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const (
	one   = "11111111-aaaa-4bbb-8ccc-000000000001"
	two   = "22222222-aaaa-4bbb-8ccc-000000000002"
	three = "33333333-aaaa-4bbb-8ccc-000000000003"
)

func granted(t testing.TB, customers []string, scopes ...Scope) Grant {
	t.Helper()
	g, err := For("someone", customers, scopes...)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestWithoutAGrantNothingIsOpen is what makes a forgotten step harmless.
func TestWithoutAGrantNothingIsOpen(t *testing.T) {
	t.Parallel()
	for name, g := range map[string]Grant{
		"zero": {}, "bare context": From(t.Context()), "no customers, no scopes": granted(t, nil),
	} {
		if g.AllCustomers() || g.Sees(one) || g.Sees("") || len(g.Customers()) > 0 {
			t.Errorf("%s: opens customers", name)
		}
		for _, scope := range append(Scopes(), "", "*") {
			if g.May(scope) {
				t.Errorf("%s: has the scope %q", name, scope)
			}
		}
		if g.Key() != (Grant{}).Key() || g.Key() == "" {
			t.Errorf("%s: the key is %q", name, g.Key())
		}
	}
}

func TestGrantOpensWhatItSays(t *testing.T) {
	t.Parallel()
	listed := granted(t, []string{two, strings.ToUpper(one), two}, DevicesRead, "devices:write", "*")
	for _, test := range []struct {
		name      string
		grant     Grant
		sees      []string
		customers []string
		scopes    []Scope
	}{
		{"listed", listed, []string{one, two}, []string{one, two}, []Scope{DevicesRead}},
		{"all", ForAll("someone", CustomersRead, "nonsense"), []string{one, two, three}, nil, []Scope{CustomersRead}},
		{"everything", Everything("someone"), []string{one, two, three}, nil, Scopes()},
	} {
		g := From(With(t.Context(), test.grant))
		if g.Subject() != "someone" || !slices.Equal(g.Customers(), test.customers) || g.AllCustomers() != (test.customers == nil) {
			t.Errorf("%s: %q holds %q, all %t", test.name, g.Subject(), g.Customers(), g.AllCustomers())
		}
		for _, id := range []string{one, two, three} {
			if want := slices.Contains(test.sees, id); g.Sees(id) != want {
				t.Errorf("%s: sees %s: %t", test.name, id, !want)
			}
		}
		for _, scope := range append(Scopes(), "devices:write", "nonsense", "*", "") {
			if want := slices.Contains(test.scopes, scope); g.May(scope) != want {
				t.Errorf("%s: may %q: %t", test.name, scope, !want)
			}
		}
	}
	listed.Customers()[0] = three
	if listed.Sees(three) || !listed.Sees(one) {
		t.Error("the list that Customers returns changes the grant")
	}
}

func TestForRefusesWhatIsNotAGUID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "*", "contoso", one + "\n", " " + one, "{" + one + "}", strings.ReplaceAll(one, "-", ""), one[1:] + "g"} {
		if g, err := For("someone", []string{two, id}, Scopes()...); err == nil || g.Sees(two) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestKeyTellsWhatIsOpen compares keys with what the grants open: shared memory must be shared by these alone.
func TestKeyTellsWhatIsOpen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Grant {
			scopes := rapid.SliceOf(rapid.SampledFrom(append(Scopes(), "other"))).Draw(t, name+" scopes")
			subject := rapid.StringMatching("[a-c]").Draw(t, name+" subject")
			if rapid.Bool().Draw(t, name+" all") {
				return ForAll(subject, scopes...)
			}
			ids := rapid.SliceOf(rapid.SampledFrom([]string{one, two, three, strings.ToUpper(three)})).Draw(t, name+" customers")
			g, err := For(subject, ids, scopes...)
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		a, b := draw("a"), draw("b")
		same := a.AllCustomers() == b.AllCustomers() && slices.Equal(a.Customers(), b.Customers())
		for _, scope := range Scopes() {
			same = same && a.May(scope) == b.May(scope)
		}
		if (a.Key() == b.Key()) != same {
			t.Fatalf("keys %q and %q of %+v and %+v", a.Key(), b.Key(), a, b)
		}
	})
}
