package pcsim

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestStrictness(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	documented := "/v1/customers/" + CustomerDocumented
	large := devicesPath(CustomerDocumented, BatchLarge)
	token := get(t, s, large).token()
	customersToken := get(t, s, "/v1/customers?size=2").token()
	const header = "MS-ContinuationToken"
	filter := func(text string) string { return "/v1/customers?filter=" + url.QueryEscape(text) }
	for name, c := range map[string]struct {
		method, target string
		headers        []string
		status         int
		code           float64
		word           string
	}{
		"no version":                     {target: "/customers", status: 404, code: 1000, word: "/v1"},
		"other version":                  {target: "/v2/customers", status: 404, code: 1000, word: "/v1"},
		"unknown path":                   {target: "/v1/invoices", status: 404, code: 1000, word: "no such path"},
		"raw slash in a batch":           {target: documented + "/deviceBatches/north/south/devices", status: 404, code: 1000, word: "no such path"},
		"dots":                           {target: documented + "/deviceBatches/%2E%2E/devices", status: 400, code: 800002, word: "cannot be addressed"},
		"one batch":                      {target: documented + "/deviceBatches/Test%20batch", status: 404, code: 1000, word: "one batch"},
		"one device":                     {target: large + "/7c141ea9-2816-4e15-a819-53f6856499ff", status: 405, code: 800042, word: "one device"},
		"jobs":                           {target: documented + "/batchJobStatus/1", status: 404, code: 1000, word: "jobs"},
		"policies":                       {target: documented + "/policies", status: 404, code: 1000, word: "policies"},
		"post":                           {method: "POST", target: documented + "/deviceBatches", status: 405, code: 800042, word: "POST"},
		"delete":                         {method: "DELETE", target: large + "/x", status: 405, code: 800042, word: "DELETE"},
		"patch":                          {method: "PATCH", target: documented + "/DevicePolicyUpdates", status: 405, code: 800042, word: "PATCH"},
		"request id":                     {target: "/v1/customers", headers: []string{"MS-RequestId", "1"}, status: 400, code: 800002, word: "MS-RequestId must be a GUID"},
		"correlation id":                 {target: "/v1/customers", headers: []string{"MS-CorrelationId", "{3705fc6d-4127-4a87-bdba-9658f73fe019}"}, status: 400, code: 800002, word: "MS-CorrelationId must be a GUID"},
		"contract version":               {target: "/v1/customers", headers: []string{"MS-Contract-Version", "v2"}, status: 400, code: 800002, word: "v1"},
		"xml":                            {target: "/v1/customers", headers: []string{"Accept", "application/xml, text/*"}, status: 406, code: 800002, word: "Accept"},
		"accept is nonsense":             {target: "/v1/customers", headers: []string{"Accept", "/,;="}, status: 406, code: 800002, word: "Accept"},
		"customer is no guid":            {target: "/v1/customers/contoso", status: 400, code: 2000, word: `"contoso" is not a GUID`},
		"guid of other letters":          {target: "/v1/customers/z7021739-3426-40bf-9601-61b4b6d7c793", status: 400, code: 2000, word: "GUID"},
		"guid with its dashes elsewhere": {target: "/v1/customers/470217393-426-40bf-9601-61b4b6d7c793", status: 400, code: 2000, word: "GUID"},
		"guid without dashes":            {target: "/v1/customers/" + strings.ReplaceAll(CustomerDocumented, "-", ""), status: 400, code: 2000, word: "GUID"},
		"stranger":                       {target: "/v1/customers/" + CustomerStranger, status: 403, code: 20002, word: "No relationship"},
		"stranger's batches":             {target: "/v1/customers/" + CustomerStranger + "/deviceBatches", status: 403, code: 20002, word: "No relationship"},
		"stranger's devices":             {target: devicesPath(CustomerStranger, BatchTest), status: 403, code: 20002, word: "No relationship"},
		"unknown batch":                  {target: devicesPath(CustomerDocumented, "Nothing"), status: 404, code: 1000, word: `no batch "Nothing"`},
		"batch in another case":          {target: devicesPath(CustomerDocumented, "test Batch"), status: 404, code: 1000, word: "no batch"},
		"batch of another":               {target: devicesPath(CustomerMany, BatchTest), status: 404, code: 1000, word: "no batch"},
		"token of another batch":         {target: devicesPath(CustomerOdd, BatchEndNull), headers: []string{header, token}, status: 400, code: 800002, word: "another list"},
		"token of customers":             {target: large, headers: []string{header, customersToken}, status: 400, code: 800002, word: "another list"},
		"made-up token":                  {target: large, headers: []string{header, "AQAAAA=="}, status: 400, code: 800002, word: "not issued"},
		"changed token":                  {target: large, headers: []string{header, "B" + token[1:]}, status: 400, code: 800002, word: "not issued"},
		"cut token":                      {target: large, headers: []string{header, token[:len(token)-4]}, status: 400, code: 800002, word: "not issued"},
		"escaped token":                  {target: large, headers: []string{header, url.QueryEscape(token)}, status: 400, code: 800002, word: "URL-escaped"},
		"token for batches":              {target: documented + "/deviceBatches", headers: []string{header, token}, status: 400, code: 800002, word: "no pages"},
		"size 501":                       {target: "/v1/customers?size=501", status: 400, code: 800002, word: "1 to 500"},
		"size -1":                        {target: "/v1/customers?size=-1", status: 400, code: 800002, word: "1 to 500"},
		"size all":                       {target: "/v1/customers?size=all", status: 400, code: 800002, word: "1 to 500"},
		"size twice":                     {target: "/v1/customers?size=1&Size=2", status: 400, code: 800002, word: "more than once"},
		"query is not escaped":           {target: "/v1/customers?size=%zz", status: 400, code: 800002, word: "not escaped"},
		"token alone":                    {target: "/v1/customers", headers: []string{header, customersToken}, status: 400, code: 800002, word: "seekOperation=Next"},
		"seek alone":                     {target: "/v1/customers?seekOperation=Next", status: 400, code: 800002, word: "MS-ContinuationToken"},
		"seek back":                      {target: "/v1/customers?seekOperation=Previous", headers: []string{header, customersToken}, status: 400, code: 800002, word: "Next"},
		"made-up customers token":        {target: "/v1/customers?seekOperation=Next", headers: []string{header, token}, status: 400, code: 800002, word: "another list"},
		"token without end":              {target: large, headers: []string{header, strings.Repeat("A", 9000)}, status: 400, code: 800002, word: "not issued"},
		"size with token":                {target: "/v1/customers?seekOperation=Next&size=2", headers: []string{header, customersToken}, status: 400, code: 800002, word: "leave both out"},
		"filter with token":              {target: filter(`{}`) + "&seekOperation=Next", headers: []string{header, customersToken}, status: 400, code: 800002, word: "leave both out"},
		"empty filter":                   {target: filter(""), status: 400, code: 800002, word: "empty"},
		"filter is no json":              {target: filter("CompanyName=x"), status: 400, code: 800002, word: "one JSON object"},
		"filter of an array":             {target: filter(`[]`), status: 400, code: 800002, word: "one JSON object"},
		"two filters":                    {target: filter(`{"Field":"Domain","Value":"","Operator":"starts_with"}{}`), status: 400, code: 800002, word: "one JSON object"},
		"filter without a value":         {target: filter(`{"Field":"Domain","Operator":"starts_with"}`), status: 400, code: 800002, word: "needs"},
		"other operator":                 {target: filter(`{"Field":"Domain","Value":"x","Operator":"equals"}`), status: 400, code: 800002, word: "starts_with"},
		"unknown field":                  {target: filter(`{"Field":"companyName","Value":"x","Operator":"starts_with"}`), status: 400, code: 800002, word: "CompanyName"},
		"resellers":                      {target: filter(`{"Field":"IndirectReseller","Value":"x","Operator":"starts_with"}`), status: 400, code: 900127, word: "no indirect"},
		"long filter":                    {target: filter(`{"Field":"` + strings.Repeat("x", 5000) + `"}`), status: 400, code: 800002, word: "bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.method == "" {
				c.method = http.MethodGet
			}
			a := send(t, s, c.method, c.target, c.headers...)
			wantRefused(t, a, c.status, c.code, c.word)
			if data, ok := a.body["data"].([]any); !ok || len(data) != 0 || a.body["source"] != "PartnerFD" {
				t.Errorf("not the shape of an error: %s", a.text)
			}
			if a.status == http.StatusMethodNotAllowed && a.header.Get("Allow") != "GET" {
				t.Error("a 405 without Allow")
			}
		})
	}
}

func TestTolerance(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	token := get(t, s, devicesPath(CustomerDocumented, BatchLarge)).token()
	for name, c := range map[string]struct {
		target  string
		headers []string
		items   int
	}{
		"double slashes":       {"//v1//customers//" + CustomerDocumented + "//deviceBatches", nil, 3},
		"trailing slash":       {"/v1/customers/" + CustomerDocumented + "/deviceBatches/", nil, 3},
		"case of fixed words":  {"/V1/Customers/" + strings.ToUpper(CustomerDocumented) + "/DEVICEBATCHES/Test%20batch/Devices", nil, 5},
		"token in the query":   {devicesPath(CustomerDocumented, BatchLarge) + "?continuationToken=nonsense&seekOperation=Next", nil, 100},
		"no accept":            {"/v1/customers", []string{"Accept", ""}, 7},
		"accept among others":  {"/v1/customers", []string{"Accept", "text/html;q=0.3, application/json; charset=utf-8"}, 7},
		"accept anything":      {"/v1/customers", []string{"Accept", "*/*"}, 7},
		"version":              {"/v1/customers", []string{"MS-Contract-Version", "v1"}, 7},
		"lower case bearer":    {"/v1/customers", []string{"Authorization", "bearer x"}, 7},
		"token and seek":       {devicesPath(CustomerDocumented, BatchLarge) + "?seekOperation=Next", []string{"MS-ContinuationToken", token}, 100},
		"customer of no batch": {"/v1/customers/" + CustomerEmpty + "/deviceBatches", nil, 0},
		"batch of no device":   {devicesPath(CustomerOdd, BatchNoDevices), nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := get(t, s, c.target, c.headers...)
			if a.status != http.StatusOK || len(a.items()) != c.items || a.items() == nil {
				t.Errorf("status %d, %d items, want %d: %.200s", a.status, len(a.items()), c.items, a.text)
			}
		})
	}
}

// However long the request, a description keeps to the documented 1024
// characters and is whole text.
func TestLongDescriptions(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for _, letter := range []string{"x", "ü", "京"} {
		a := get(t, s, devicesPath(CustomerDocumented, strings.Repeat(letter, 2000)))
		description, _ := a.body["description"].(string)
		if a.status != 404 || len(description) > 1024 || len(description) < 1000 || strings.Contains(description, "\ufffd") {
			t.Errorf("%d, %d bytes: %.40s", a.status, len(description), description)
		}
	}
}

func TestTokenHeaderIsSentOnce(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for word, values := range map[string][]string{"2 times": {"a", "b"}, "empty": {""}} {
		c := &call{request: &http.Request{Header: http.Header{"Ms-Continuationtoken": values}}}
		if _, no := s.position(c, "list", 1); no == nil || !strings.Contains(no.description, word) {
			t.Errorf("%q: %v", values, no)
		}
	}
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	open, closed := newServer(t, Options{}), newServer(t, Options{Token: "good"})
	asking := newServer(t, Options{Accept: func(token string) bool { return token == "issued" }})
	for _, c := range []struct {
		server      *Server
		credentials string
		challenge   string // empty: let in
	}{
		{open, "", "Bearer"},
		{open, "Bearer", `Bearer error="invalid_token"`},
		{open, "Bearer ", `Bearer error="invalid_token"`},
		{open, "Basic dTpw", `Bearer error="invalid_token"`},
		{open, "Bearer two words", `Bearer error="invalid_token"`},
		{open, "Bearer x", ""},
		{closed, "Bearer x", `Bearer error="invalid_token"`},
		{closed, "Bearer good", ""},
		{asking, "Bearer", `Bearer error="invalid_token"`},
		{asking, "Bearer x", `Bearer error="invalid_token"`},
		{asking, "Bearer issued", ""},
	} {
		a := get(t, c.server, "/v1/customers", "Authorization", c.credentials)
		if got := a.header.Get("WWW-Authenticate"); got != c.challenge {
			t.Errorf("%q: WWW-Authenticate is %q, want %q", c.credentials, got, c.challenge)
		}
		if refused := a.status == http.StatusUnauthorized && a.text == "" && a.header.Get("MS-RequestId") == ""; refused != (c.challenge != "") {
			t.Errorf("%q: status %d, %.100q", c.credentials, a.status, a.text)
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	_, err := New(Options{PageSize: -1, Latency: -1, TokenLife: -1, Paging: 3, Token: "x", Accept: func(string) bool { return true }, Bulk: Bulk{Customers: -1, Batches: mostBatches + 1, Devices: -1}})
	if err == nil {
		t.Fatal("wrong options were accepted")
	}
	for _, name := range []string{"PageSize", "Latency", "TokenLife", "Paging", "Token and Accept", "Bulk.Customers", "Bulk.Batches", "Bulk.Devices"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not in the error: %v", name, err)
		}
	}
}
