package pcclient

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNextPage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body   string // behind the items
		header string
		want   Continuation
		bad    bool
	}{
		"none":                   {``, "", "", false},
		"null":                   {`,"continuationToken":null`, "", "", false},
		"empty":                  {`,"continuationToken":""`, "", "", false},
		"blank":                  {`,"continuationToken":" \t "`, "", "", false},
		"body":                   {`,"continuationToken":"AQAAAA==,a/b_-c"`, "", "AQAAAA==,a/b_-c", false},
		"links null":             {`,"links":null`, "", "", false},
		"links empty":            {`,"links":{}`, "", "", false},
		"next null":              {`,"links":{"self":{"uri":"/x"},"next":null}`, "", "", false},
		"next empty":             {`,"links":{"next":{}}`, "", "", false},
		"link header":            {`,"links":{"next":{"uri":"/x?size=2","headers":[{"key":"MS-ContinuationToken","value":"L="}]}}`, "", "L=", false},
		"link header, any case":  {`,"links":{"next":{"headers":[null,{"key":"X","value":"y"},{"key":"ms-continuationtoken","value":"L="}]}}`, "", "L=", false},
		"answer's header":        {``, "H=", "H=", false},
		"body before the others": {`,"continuationToken":"B=","links":{"next":{"uri":"/x?a=b","headers":[{"key":"MS-ContinuationToken","value":"L="}]}}`, "H=", "B=", false},
		"link before the header": {`,"continuationToken":" ","links":{"next":{"uri":"/x?a=b","headers":[{"key":"MS-ContinuationToken","value":"L="}]}}`, "H=", "L=", false},
		"header before the link": {`,"links":{"next":{"uri":"/x?a=b","headers":[]}}`, "H=", "H=", false},
		"link's query":           {`,"links":{"next":{"uri":"/customers?size=2&skip=a%20b","headers":[]}}`, "", linkMark + "size=2&skip=a%20b", false},
		"two question marks":     {`,"links":{"next":{"uri":"/x?size=2?seekOperation=Next","headers":null}}`, "", linkMark + "seekOperation=Next&size=2", false},
		"fragment":               {`,"links":{"next":{"uri":"/x?size=2#a?b"}}`, "", linkMark + "size=2", false},
		"another host":           {`,"links":{"next":{"uri":"https://evil.example/steal?size=2"}}`, "", linkMark + "size=2", false},
		"raw space":              {`,"links":{"next":{"uri":"/deviceBatches/Test batch/devices?skip=1 2"}}`, "", linkMark + "skip=1%202", false},
		"token with a line":      {`,"continuationToken":"a\r\nX-Evil: b"`, "", "", true},
		"token beyond ASCII":     {`,"continuationToken":"é"`, "", "", true},
		"token with an end":      {`,"continuationToken":"a\n"`, "", "", true},
		"token with a mark":      {`,"continuationToken":"\u0000size=2"`, "", "", true},
		"token too long":         {`,"continuationToken":"` + strings.Repeat("x", 9000) + `"`, "", "", true},
		"link token with a line": {`,"links":{"next":{"headers":[{"key":"MS-ContinuationToken","value":"a\nb"}]}}`, "", "", true},
		"link without a query":   {`,"links":{"next":{"uri":"/customers"}}`, "", "", true},
		"link with a bad query":  {`,"links":{"next":{"uri":"/customers?a=%zz"}}`, "", "", true},
		"link too long":          {`,"links":{"next":{"uri":"/customers?a=` + strings.Repeat("x", 9000) + `"}}`, "", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newOfflineClient(t, Options{}, func(*http.Request) (*http.Response, error) {
				resp := answer(200, `{"totalCount":1,"items":[{"id":"x"}]`+test.body+`}`)
				if test.header != "" {
					resp.Header.Set("MS-ContinuationToken", test.header)
				}
				return resp, nil
			})
			page, err := client.Devices.List(t.Context(), customerID, batchID, "")
			if test.bad {
				if KindOf(err) != KindBadResponse {
					t.Errorf("error is %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if page.Next != test.want || len(page.Items) != 1 {
				t.Errorf("next is %q, want %q", page.Next, test.want)
			}
		})
	}
}

// TestContinuationIsSentBack checks for each list what the next page is asked for with.
func TestContinuationIsSentBack(t *testing.T) {
	t.Parallel()
	query := CustomersQuery{Size: 40, NameStartsWith: "Con"}
	for _, test := range []struct {
		name  string
		list  func(*Client, Continuation) error
		query string // beside a token
	}{
		{"customers", func(c *Client, from Continuation) error {
			_, err := c.Customers.List(t.Context(), query, from)
			return err
		}, "seekOperation=Next"},
		{"device batches", func(c *Client, from Continuation) error {
			_, err := c.DeviceBatches.List(t.Context(), customerID, from)
			return err
		}, ""},
		{"devices", func(c *Client, from Continuation) error {
			_, err := c.Devices.List(t.Context(), customerID, batchID, from)
			return err
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got *http.Request
			client := newClient(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
				got = r
				respond(200, `{"items":[]}`)(w, r)
			})
			const token = "AQAAAA==,_-/=%2B b"
			if err := test.list(client, token); err != nil {
				t.Fatal(err)
			}
			if got.Header.Get("MS-ContinuationToken") != token || got.URL.RawQuery != test.query {
				t.Errorf("token %q, query %q", got.Header.Get("MS-ContinuationToken"), got.URL.RawQuery)
			}
			if err := test.list(client, linkMark+"size=2&skip=a%20b"); err != nil {
				t.Fatal(err)
			}
			if got.Header.Get("MS-ContinuationToken") != "" || got.URL.RawQuery != "size=2&skip=a%20b" {
				t.Errorf("link: token %q, query %q", got.Header.Get("MS-ContinuationToken"), got.URL.RawQuery)
			}
			got = nil
			for _, hostile := range []Continuation{"a\r\nX: y", " a", "é", linkMark, linkMark + "%zz", "a\x00b"} {
				if err := test.list(client, hostile); KindOf(err) != KindInvalidArgument || got != nil {
					t.Errorf("%q: error %v, sent %v", hostile, err, got)
				}
			}
		})
	}
}

// TestLinkComesBackAsItWas checks that what a link asks for is asked for.
func TestLinkComesBackAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := url.Values(rapid.MapOfN(rapid.String(), rapid.SliceOfN(rapid.String(), 1, 3), 1, 5).Draw(t, "query"))
		next, err := nextPage("", nextLink{URI: "/customers?" + want.Encode()}, nil)
		if err != nil {
			t.Skip("longer than a link may be")
		}
		c, err := listCall{route: routeCustomers, origin: next}.call()
		if err != nil {
			t.Fatal(err)
		}
		if c.query.Encode() != want.Encode() || c.token != "" {
			t.Fatalf("link asks for %q, sent is %q", want.Encode(), c.query.Encode())
		}
	})
}
