package pcsim

import (
	"net/url"
	"strings"
	"testing"
)

func FuzzFilter(f *testing.F) {
	f.Add(`{"Field":"CompanyName","Value":"cont","Operator":"starts_with"}`)
	f.Add(`{"field":"Domain","value":"","operator":"starts_with"}`)
	f.Add(`{"Field":null,"Value":1,"Operator":[]}`)
	f.Add(`{}{}`)
	f.Fuzz(func(t *testing.T, text string) {
		got, no := parseFilter(text)
		if no != nil {
			if no.status != 400 || no.description == "" || got != (filter{}) {
				t.Errorf("%q: %+v with %+v", text, no, got)
			}
			return
		}
		if text != "" && got.field != "CompanyName" && got.field != "Domain" {
			t.Errorf("%q gives %+v", text, got)
		}
		if !got.passes(customer{companyName: got.prefix + "x", domain: strings.ToUpper(got.prefix)}) && strings.ToLower(strings.ToUpper(got.prefix)) == got.prefix {
			t.Errorf("%q does not pass what begins with %q", text, got.prefix)
		}
	})
}

func FuzzCustomersQuery(f *testing.F) {
	f.Add("size=40&filter=%7B%7D", false)
	f.Add("seekOperation=Next", true)
	f.Add("size=1;size=2", false)
	f.Fuzz(func(t *testing.T, raw string, withToken bool) {
		query, no := parseCustomersQuery(raw, withToken)
		if no == nil && (query.size < 0 || query.size > 500 || query.next != withToken || query.next && query.filter != "") {
			t.Errorf("%q gives %+v", raw, query)
		}
	})
}

func FuzzPath(f *testing.F) {
	table := routes()
	f.Add("/v1/customers/" + CustomerDocumented + "/deviceBatches/Test%20batch/devices")
	f.Add("//V1//customers/%2E%2e/")
	f.Add("/v1/customers/%zz")
	f.Fuzz(func(t *testing.T, escaped string) {
		a := table.parse(escaped)
		if (a.route == nil) == (a.refused == nil) {
			t.Fatalf("%q gives %+v", escaped, a)
		}
		if a.batch != "" {
			again := table.parse(devicesPath(url.PathEscape(a.customer), a.batch))
			if again.customer != a.customer || again.batch != a.batch {
				t.Errorf("%q gives %q, which escaped gives %q", escaped, a.batch, again.batch)
			}
		}
	})
}
