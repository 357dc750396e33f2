package callers

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pcgraph/graph/access"
)

const second = "11111111-2222-4333-8444-555555555555"

func TestCustomersOfAToken(t *testing.T) {
	t.Parallel()
	for claim, want := range map[string]struct {
		all       bool
		customers []string
		err       error
	}{
		`"*"`:                               {true, nil, nil},
		`["*"]`:                             {true, nil, nil},
		`"` + customer + `"`:                {false, []string{customer}, nil},
		`"` + strings.ToUpper(second) + `"`: {false, []string{second}, nil},
		`["` + customer + `","` + second + `","` + customer + `"]`: {false, []string{second, customer}, nil},
		`[]`: {false, nil, nil},

		``:                                  {false, nil, errNoGrants},
		`null`:                              {false, nil, errBadGrants},
		`""`:                                {false, nil, errBadGrants},
		`"**"`:                              {false, nil, errBadGrants},
		`" *"`:                              {false, nil, errBadGrants},
		`true`:                              {false, nil, errBadGrants},
		`1`:                                 {false, nil, errBadGrants},
		`{}`:                                {false, nil, errBadGrants},
		`{"*":true}`:                        {false, nil, errBadGrants},
		`[["*"]]`:                           {false, nil, errBadGrants},
		`["*",null]`:                        {false, nil, errBadGrants},
		`["*","` + customer + `"]`:          {false, nil, errBadGrants},
		`["` + customer + `",1]`:            {false, nil, errBadGrants},
		`["` + customer + `","x"]`:          {false, nil, errBadGrants},
		`["` + customer + `",""]`:           {false, nil, errBadGrants},
		`"` + customer + ` ` + second + `"`: {false, nil, errBadGrants},
	} {
		said := claims{"scope": json.RawMessage(`"devices:read"`)}
		if claim != "" {
			said["grants"] = json.RawMessage(claim)
		}
		grant, err := said.grant("someone", "grants")
		if !errors.Is(err, want.err) || grant.AllCustomers() != want.all || !slices.Equal(grant.Customers(), want.customers) {
			t.Errorf("%s: %v, all %t, %v", claim, grant.Customers(), grant.AllCustomers(), err)
		}
		if grant.Subject() != "someone" || !grant.May(access.DevicesRead) {
			t.Errorf("%s: the rest of the grant is lost: %+v", claim, grant)
		}
	}
}

func TestScopesOfAToken(t *testing.T) {
	t.Parallel()
	for said, want := range map[string][]access.Scope{
		`{"scope": "openid devices:read  customers:read"}`:                                 {access.CustomersRead, access.DevicesRead},
		`{"scp": "devices:read", "scope": "customers:read", "roles": ["devices:secrets"]}`: access.Scopes(),
		`{"scp": ["devices:read", "devices:secrets"]}`:                                     {access.DevicesRead, access.DevicesSecrets},
		`{"roles": "devices:read"}`:                                                        {access.DevicesRead},
		`{}`:                                                                               nil,
		`{"scope": "*"}`:                                                                   nil,
		`{"scope": "DEVICES:READ devices:read,customers:read"}`:                            nil,
		`{"scope": {"devices:read": true}, "scp": 1, "roles": ["devices:read", 1]}`: nil,
		`{"scope": null, "scp": "devices:read"}`:                                    {access.DevicesRead},
		`{"scopes": "devices:read", "permissions": ["devices:read"]}`:               nil,
	} {
		var decoded claims
		if err := json.Unmarshal([]byte(said), &decoded); err != nil {
			t.Fatal(err)
		}
		decoded["grants"] = json.RawMessage(`"*"`)
		grant, err := decoded.grant("someone", "grants")
		if err != nil {
			t.Fatal(err)
		}
		for _, scope := range access.Scopes() {
			if grant.May(scope) != slices.Contains(want, scope) {
				t.Errorf("%s: may %s: %t", said, scope, grant.May(scope))
			}
		}
	}
}

// FuzzGrant looks for a claim that opens more than it says.
func FuzzGrant(f *testing.F) {
	for _, seed := range []string{`"*"`, `["*"]`, `["` + customer + `"]`, `"` + customer + `"`, `{"*":"*"}`, `[["*"]]`, `null`, `"\u002a"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, claim string) {
		grant, err := claims{"grants": json.RawMessage(claim)}.grant("someone", "grants")
		var said any
		if json.Unmarshal([]byte(claim), &said) != nil {
			said = nil
		}
		list, isList := said.([]any)
		star := said == "*" || isList && len(list) == 1 && list[0] == "*"
		if grant.AllCustomers() != star {
			t.Errorf("%q opens all customers: %t", claim, grant.AllCustomers())
		}
		if (err != nil) && (grant.AllCustomers() || len(grant.Customers()) > 0) {
			t.Errorf("%q opens customers in spite of %v", claim, err)
		}
		for _, id := range grant.Customers() {
			if !strings.Contains(strings.ToLower(claim), id) && !strings.Contains(claim, `\u`) {
				t.Errorf("%q opens %s", claim, id)
			}
		}
	})
}
