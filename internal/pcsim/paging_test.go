package pcsim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestLargeBatchHasElevenPages(t *testing.T) {
	t.Parallel()
	path := devicesPath(CustomerDocumented, BatchLarge)
	for paging, wantPages := range map[Paging]int{BodyToken: 11, NextLink: 11, WholeList: 1} {
		s := newServer(t, Options{Paging: paging})
		ids, pages := walk(t, s, path, path)
		unique := slices.Compact(slices.Sorted(slices.Values(ids)))
		if pages != wantPages || len(ids) != 1050 || len(unique) != 1050 {
			t.Errorf("paging %d: %d pages, %d devices, %d of them different", paging, pages, len(ids), len(unique))
		}
	}
}

func TestWhereTheTokenStands(t *testing.T) {
	t.Parallel()
	path := devicesPath(CustomerDocumented, BatchLarge)
	body := get(t, newServer(t, Options{}), path).text
	if !strings.HasPrefix(body, `{"continuationToken":"`) || !strings.Contains(body, `"links":{},`) {
		t.Errorf("the token is not in the body: %.80s", body)
	}
	linked := get(t, newServer(t, Options{Paging: NextLink}), path)
	links := linked.body["links"].(map[string]any)
	next := links["next"].(map[string]any)
	if _, also := linked.body["continuationToken"]; also || next["method"] != "GET" || next["uri"] != strings.TrimPrefix(path, "/v1") {
		t.Errorf("the next link is %v", next)
	}
}

// What the list of customers offers as its next link can be followed as it is.
func TestNextLinkOfCustomersCanBeFollowed(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{Paging: NextLink})
	first := get(t, s, "/v1/customers?size=2")
	next := first.body["links"].(map[string]any)["next"].(map[string]any)
	second := get(t, s, "/v1"+next["uri"].(string), "MS-ContinuationToken", first.token())
	if len(second.items()) != 2 || slices.Equal(first.ids(), second.ids()) {
		t.Errorf("following %v gave %d: %s", next, second.status, second.text)
	}
}

// The end of a list can be spelled in several ways, and none has a 12th page.
func TestListEnds(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for batch, want := range map[string]struct {
		end   string
		pages int
	}{
		BatchLagging:      {"", 2},
		BatchEndNull:      {`"continuationToken":null`, 2},
		BatchEndEmpty:     {`"continuationToken":""`, 2},
		BatchEndBlank:     {`"continuationToken":" "`, 2},
		BatchEndEmptyPage: {"", 3},
	} {
		path := devicesPath(CustomerOdd, batch)
		last := get(t, s, path)
		for last.token() != "" {
			last = get(t, s, path, "MS-ContinuationToken", last.token())
		}
		ids, pages := walk(t, s, path, path)
		if len(ids) != 130 || pages != want.pages {
			t.Errorf("%s: %d devices in %d pages", batch, len(ids), pages)
		}
		if strings.Contains(last.text, "continuationToken") != (want.end != "") || !strings.Contains(last.text, want.end) {
			t.Errorf("%s: the last page is %s", batch, last.text)
		}
	}
	whole := newServer(t, Options{Paging: WholeList})
	if a := get(t, whole, devicesPath(CustomerOdd, BatchEndEmptyPage)); a.token() != "" || len(a.items()) != 130 {
		t.Errorf("a whole list goes on: %.100s", a.text)
	}
}

func TestExactPages(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for batch, want := range map[string]struct{ devices, pages int }{
		"Branch 06": {100, 1}, "Branch 14": {101, 2}, "Branch 22": {200, 2}, "Branch 30": {201, 3}, "Branch 38": {250, 3},
	} {
		path := devicesPath(CustomerMany, batch)
		if ids, pages := walk(t, s, path, path); len(ids) != want.devices || pages != want.pages {
			t.Errorf("%s: %d devices in %d pages, want %v", batch, len(ids), pages, want)
		}
	}
}

func TestPageSizes(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{PageSize: 7, Bulk: Bulk{Customers: 600}})
	if n := len(get(t, s, devicesPath(CustomerDocumented, BatchLarge)).items()); n != 7 {
		t.Errorf("a page has %d devices, want 7", n)
	}
	if n := len(get(t, s, "/v1/customers").items()); n != 7 {
		t.Errorf("a page has %d customers, want 7", n)
	}
	s = newServer(t, Options{Bulk: Bulk{Customers: 600}})
	for query, want := range map[string]int{"": 500, "?size=0": 500, "?size=1": 1, "?size=40": 40, "?SIZE=500": 500, "?offset=3": 500} {
		if n := len(get(t, s, "/v1/customers"+query).items()); n != want {
			t.Errorf("%q gives %d customers, want %d", query, n, want)
		}
	}
}

func TestCustomersWithFilter(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{Bulk: Bulk{Customers: 100}})
	all, _ := walk(t, s, "/v1/customers?size=9", "/v1/customers?seekOperation=Next")
	if len(all) != 107 {
		t.Errorf("there are %d customers, want 107", len(all))
	}
	filter := func(field, value string) string {
		text, err := json.Marshal(map[string]string{"field": field, "value": value, "operator": "starts_with"})
		if err != nil {
			t.Fatal(err)
		}
		return url.QueryEscape(string(text))
	}
	for _, c := range []struct {
		field, value string
		want         int
	}{
		{"CompanyName", "CONT", 3}, {"CompanyName", "litware", 13}, {"Domain", "proseware", 12},
		{"Domain", "", 107}, {"CompanyName", "nobody", 0},
	} {
		ids, pages := walk(t, s, "/v1/customers?size=5&filter="+filter(c.field, c.value), "/v1/customers?seekOperation=Next")
		if len(ids) != c.want || pages != max(1, (c.want+4)/5) {
			t.Errorf("%s %q: %d customers in %d pages, want %d", c.field, c.value, len(ids), pages, c.want)
		}
	}
	whole := newServer(t, Options{Paging: WholeList, Bulk: Bulk{Customers: 600}})
	if a := get(t, whole, "/v1/customers?size=5"); len(a.items()) != 607 || a.token() != "" {
		t.Errorf("the whole list has %d customers", len(a.items()))
	}
}

func TestHardNames(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{PageSize: 2})
	list := get(t, s, "/v1/customers/"+CustomerNames+"/deviceBatches")
	if !slices.Equal(list.ids(), HardBatchNames()) {
		t.Fatalf("the batches are %q", list.ids())
	}
	for i, item := range list.items() {
		name := HardBatchNames()[i]
		if uri := item.(map[string]any)["devicesLink"].(map[string]any)["uri"]; uri != "/customers/"+CustomerNames+"/deviceBatches/"+name+"/devices" {
			t.Errorf("the link of %q is escaped: %s", name, uri)
		}
		path := devicesPath(CustomerNames, name)
		if ids, _ := walk(t, s, path, path); len(ids) != 3+i {
			t.Errorf("%q has %d devices, want %d", name, len(ids), 3+i)
		}
	}
}

func TestTokensExpire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{TokenLife: time.Minute})
		path := devicesPath(CustomerDocumented, BatchLarge)
		token := get(t, s, path).token()
		<-time.After(time.Minute - time.Nanosecond)
		second := get(t, s, path, "MS-ContinuationToken", token)
		if second.status != http.StatusOK {
			t.Fatalf("a token that is not old yet: %s", second.text)
		}
		<-time.After(time.Nanosecond)
		wantRefused(t, get(t, s, path, "MS-ContinuationToken", token), 400, 800002.0, "expired")
		if a := get(t, s, path, "MS-ContinuationToken", second.token()); a.status != http.StatusOK {
			t.Errorf("the next token was made later, but: %s", a.text)
		}
		s.ExpireTokens()
		wantRefused(t, get(t, s, path, "MS-ContinuationToken", second.token()), 400, 800002.0, "expired")
		if ids, _ := walk(t, s, path, path); len(ids) != 1050 {
			t.Errorf("tokens made after the expiry reach %d devices", len(ids))
		}
	})
}
