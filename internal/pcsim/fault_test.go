package pcsim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func addFault(t testing.TB, s *Server, f Fault) string {
	t.Helper()
	id, err := s.Fault(f)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// outcome is what a client sees of one request for ten devices.
type outcome struct {
	answer
	length int64 // as promised; -1: not
	err    error // of the round trip or of reading the body
	part   string
	took   time.Duration
}

func ask(t *testing.T, client *http.Client, base string, headers ...string) outcome {
	t.Helper()
	r := request(t, devicesPath(CustomerMany, "Branch 01"))
	r.URL.Host = strings.TrimPrefix(base, "http://")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	start := time.Now()
	response, err := client.Do(r)
	if err != nil {
		return outcome{err: err, took: time.Since(start)}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	o := outcome{err: err, part: string(raw), took: time.Since(start), length: response.ContentLength}
	response.Body = io.NopCloser(bytes.NewReader(raw))
	o.answer = read(t, response)
	return o
}

// kindCase is one kind of fault and what a client sees of it. The same is
// checked over a socket and in memory, in virtual time.
type kindCase struct {
	fault Fault
	want  func(outcome) bool
	took  time.Duration // in memory
}

func kindCases() map[string]kindCase {
	const whole = 3145 // bytes of the answer without a fault: see the first case
	shaped := func(status int, contentType, text string) func(outcome) bool {
		return func(o outcome) bool {
			return o.err == nil && o.status == status && o.header.Get("Content-Type") == contentType && o.text == text
		}
	}
	const apiType = "application/json; charset=utf-8"
	return map[string]kindCase{
		"none": {Fault{Kind: KindDelay, Delay: 1, Match: "/elsewhere"}, func(o outcome) bool {
			return o.err == nil && o.status == 200 && len(o.items()) == 10 && len(o.part) == whole && o.length == whole
		}, 0},
		"status": {Fault{Kind: KindStatus}, shaped(500, apiType, `{"code":800003,"description":"This error was asked for with a fault.","data":[],"source":"PartnerFD"}`), 0},
		"status with a string code": {Fault{Kind: KindStatus, Status: 401, Code: CodeAudienceRefused, Description: "Old audience."},
			shaped(401, apiType, `{"code":"900420","description":"Old audience.","data":[],"source":"PartnerFD"}`), 0},
		"status of the gateway": {Fault{Kind: KindStatus, Status: 503, Shape: ShapeGateway, Description: "Busy <now>.", RetryAfter: "Tue, 21 Jul 2020 04:10:58 GMT"}, func(o outcome) bool {
			return shaped(503, "application/json", `{ "statusCode": 503, "message": "Busy <now>." }`)(o) && o.header.Get("Retry-After") == "Tue, 21 Jul 2020 04:10:58 GMT"
		}, 0},
		"status of a proxy": {Fault{Kind: KindStatus, Status: 502, Shape: ShapeHTML},
			shaped(502, "text/html", "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\r\n"), 0},
		"status without a body": {Fault{Kind: KindStatus, Status: 404, Shape: ShapeEmpty}, func(o outcome) bool {
			return o.status == 404 && o.part == "" && o.length == 0
		}, 0},
		"throttle": {Fault{Kind: KindThrottle, RetryAfter: "57"}, func(o outcome) bool {
			return shaped(429, "application/json", `{ "statusCode": 429, "message": "Rate limit is exceeded. Try again in 57 seconds." }`)(o) &&
				o.length == 84 && o.header.Get("Retry-After") == "57" // the documented Content-Length
		}, 0},
		"throttle without Retry-After": {Fault{Kind: KindThrottle}, func(o outcome) bool {
			_, said := o.header["Retry-After"]
			return o.status == 429 && !said
		}, 0},
		"unauthorizedOnce": {Fault{Kind: KindUnauthorizedOnce}, func(o outcome) bool {
			return o.status == 401 && o.part == "" && o.header.Get("WWW-Authenticate") == `Bearer error="invalid_token"`
		}, 0},
		"revokeBearer": {Fault{Kind: KindRevokeBearer}, func(o outcome) bool { return o.status == 401 && o.part == "" }, 0},
		"redirect": {Fault{Kind: KindRedirect, Status: 307, Location: "/v1/elsewhere"}, func(o outcome) bool {
			return o.status == 307 && o.header.Get("Location") == "/v1/elsewhere"
		}, 0},
		"delay":   {Fault{Kind: KindDelay, Delay: 20 * time.Millisecond}, func(o outcome) bool { return o.status == 200 && len(o.items()) == 10 }, 20 * time.Millisecond},
		"stall":   {Fault{Kind: KindStall}, func(o outcome) bool { return errors.Is(o.err, context.DeadlineExceeded) }, patience},
		"reset":   {Fault{Kind: KindReset}, func(o outcome) bool { return errors.Is(o.err, syscall.ECONNRESET) }, 0},
		"cutHead": {Fault{Kind: KindCutHead}, func(o outcome) bool { return errors.Is(o.err, io.ErrUnexpectedEOF) && o.status == 0 }, 0},
		"cut": {Fault{Kind: KindCut}, func(o outcome) bool {
			return o.status == 200 && errors.Is(o.err, io.ErrUnexpectedEOF) && len(o.part) == whole/2 && o.length == whole
		}, 0},
		"drip": {Fault{Kind: KindDrip, Bytes: 1000, Delay: 10 * time.Millisecond}, func(o outcome) bool {
			return o.err == nil && len(o.items()) == 10 && o.length == whole
		}, 40 * time.Millisecond},
		"truncate": {Fault{Kind: KindTruncate}, func(o outcome) bool {
			return o.err == nil && o.status == 200 && len(o.part) == whole/2 && o.length == whole/2 && o.body == nil
		}, 0},
		"surplus": {Fault{Kind: KindSurplus}, func(o outcome) bool {
			return o.err == nil && o.status == 200 && o.length == whole+2 && strings.HasSuffix(o.part, "}{}")
		}, 0},
		"garbage": {Fault{Kind: KindGarbage}, func(o outcome) bool { return o.err == nil && o.status == 200 && o.part != "" && o.body == nil }, 0},
		"contentType": {Fault{Kind: KindContentType}, func(o outcome) bool {
			return o.status == 200 && o.header.Get("Content-Type") == "text/html" && len(o.items()) == 10
		}, 0},
		"wrongType": {Fault{Kind: KindWrongType}, func(o outcome) bool {
			_, isObject := o.body["items"].(map[string]any)
			return o.status == 200 && isObject && o.body["totalCount"] == "many" && o.marked
		}, 0},
		"nullItems": {Fault{Kind: KindNullItems}, func(o outcome) bool {
			items, there := o.body["items"]
			return o.status == 200 && there && items == nil && o.marked
		}, 0},
		"nullItem": {Fault{Kind: KindNullItem}, func(o outcome) bool {
			return o.status == 200 && len(o.items()) == 10 && o.items()[0] == nil && o.items()[1] != nil
		}, 0},
		"duplicateItem": {Fault{Kind: KindDuplicateItem}, func(o outcome) bool {
			ids := o.ids()
			return len(ids) == 11 && ids[10] == ids[0] && ids[9] != ids[0] && o.marked
		}, 0},
		"oddDates": {Fault{Kind: KindOddDates}, func(o outcome) bool {
			items := o.items()
			date := func(i int) any { return items[i].(map[string]any)["uploadedDate"] }
			return len(items) == 10 && date(0) == "0001-01-01T00:00:00" && date(3) == "yesterday" && date(4) == nil && date(6) == date(0)
		}, 0},
		"clockSkew": {Fault{Kind: KindClockSkew}, func(o outcome) bool {
			date, err := http.ParseTime(o.header.Get("Date"))
			ahead := time.Until(date)
			return err == nil && ahead > 30*time.Minute && ahead <= time.Hour && len(o.items()) == 10
		}, 0},
		"deep": {Fault{Kind: KindDeep, Bytes: 9000}, func(o outcome) bool {
			return len(o.items()) == 10 && len(o.part) == whole+2*9000+len(`"deep":,`) && o.body["deep"] != nil
		}, 0},
		"gzipBomb": {Fault{Kind: KindGzipBomb, Bytes: 3<<20 + 7}, func(o outcome) bool {
			return o.err == nil && len(o.part) == whole+3<<20+7 && o.length == -1 && len(o.items()) == 10
		}, 0},
		"huge": {Fault{Kind: KindHuge, Bytes: 3 << 20}, func(o outcome) bool {
			return o.err == nil && len(o.part) == whole+3<<20 && o.length == -1 && len(o.items()) == 10
		}, 0},
		"expireTokens": {Fault{Kind: KindExpireTokens}, func(o outcome) bool { return o.status == 200 }, 0},
		"repeatToken":  {Fault{Kind: KindRepeatToken}, func(o outcome) bool { return o.status == 200 && o.token() == "" }, 0},
		"emptyPages":   {Fault{Kind: KindEmptyPages}, func(o outcome) bool { return o.status == 200 && len(o.items()) == 0 && o.token() != "" }, 0},
	}
}

func TestEveryKindInMemory(t *testing.T) {
	t.Parallel()
	for name, c := range kindCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newServer(t, Options{})
				addFault(t, s, c.fault)
				o := ask(t, client(s.Transport(), patience), "http://memory")
				if !c.want(o) || o.took != c.took {
					t.Errorf("%d, %d bytes, length %d, after %s, error %v: %.300s", o.status, len(o.part), o.length, o.took, o.err, o.part)
				}
				if s.calls.inFlight != 0 || s.TotalCalls() != 1 {
					t.Errorf("%d calls, %d under way", s.TotalCalls(), s.calls.inFlight)
				}
			})
		})
	}
}

func TestEveryKindOverASocket(t *testing.T) {
	t.Parallel()
	for name, c := range kindCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, Options{})
			server := httptest.NewServer(s)
			defer server.Close()
			addFault(t, s, c.fault)
			timeout := time.Minute // real time: a busy machine must not fail the test
			if c.took == patience {
				timeout = patience
			}
			if o := ask(t, client(server.Client().Transport, timeout), server.URL); !c.want(o) {
				t.Errorf("%d, %d bytes, length %d, error %v: %.300s", o.status, len(o.part), o.length, o.err, o.part)
			}
		})
	}
}

// patience is after what a client in memory gives up.
const patience = 200 * time.Millisecond

// client follows no redirect.
func client(transport http.RoundTripper, timeout time.Duration) *http.Client {
	return &http.Client{
		Transport:     transport,
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func TestEveryKindHasACase(t *testing.T) {
	t.Parallel()
	tested := map[Kind]bool{}
	for _, c := range kindCases() {
		tested[c.fault.Kind] = true
	}
	for kind, how := range kinds() {
		if !tested[kind] || how.about == "" {
			t.Errorf("%s has no test or no description", kind)
		}
	}
}

func TestFaultsOnLists(t *testing.T) {
	t.Parallel()
	path := devicesPath(CustomerMany, "Branch 38") // 250 devices
	t.Run("expireTokens", func(t *testing.T) {
		t.Parallel()
		s := newServer(t, Options{})
		token := get(t, s, path).token()
		addFault(t, s, Fault{Kind: KindExpireTokens, Count: 1})
		wantRefused(t, get(t, s, path, "MS-ContinuationToken", token), 400, 800002.0, "expired")
		if a := get(t, s, path, "MS-ContinuationToken", token); a.status != http.StatusOK {
			t.Errorf("once was enough: %s", a.text)
		}
	})
	t.Run("repeatToken", func(t *testing.T) {
		t.Parallel()
		for _, paging := range []Paging{BodyToken, NextLink} {
			s := newServer(t, Options{Paging: paging})
			addFault(t, s, Fault{Kind: KindRepeatToken})
			token := get(t, s, path).token()
			second := get(t, s, path, "MS-ContinuationToken", token)
			if token == "" || second.token() != token || len(second.items()) != 100 {
				t.Errorf("token %q is followed by %q", token, second.token())
			}
		}
	})
	t.Run("emptyPages", func(t *testing.T) {
		t.Parallel()
		s := newServer(t, Options{})
		plain, _ := walk(t, s, path, path)
		addFault(t, s, Fault{Kind: KindEmptyPages, Pages: 4})
		if ids, pages := walk(t, s, path, path); !cmp.Equal(ids, plain) || pages != 3*5 {
			t.Errorf("%d devices in %d pages", len(ids), pages)
		}
		s.ClearFaults()
		addFault(t, s, Fault{Kind: KindEmptyPages, Pages: 2, After: 1, Count: 1})
		if ids, pages := walk(t, s, path, path); !cmp.Equal(ids, plain) || pages != 5 {
			t.Errorf("a hole behind the first page: %d devices in %d pages", len(ids), pages)
		}
		customers := "/v1/customers"
		addFault(t, s, Fault{Kind: KindEmptyPages, Pages: 3, Match: customers})
		if ids, pages := walk(t, s, customers, customers+"?seekOperation=Next"); len(ids) != 7 || pages != 4 {
			t.Errorf("%d customers in %d pages", len(ids), pages)
		}
	})
}

func TestFaultFits(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	path := devicesPath(CustomerNames, "north/south")
	for name, c := range map[string]struct {
		fault Fault
		want  bool
	}{
		"everything":        {Fault{}, true},
		"beginning":         {Fault{Match: "/v1/customers/" + CustomerNames}, true},
		"beginning in caps": {Fault{Match: "/V1/CUSTOMERS"}, true},
		"other beginning":   {Fault{Match: "/v1/customers/" + CustomerMany}, false},
		"pattern":           {Fault{Match: "/v1/customers/*/deviceBatches/*/devices"}, true},
		"short pattern":     {Fault{Match: "/v1/customers/*/deviceBatches"}, false},
		"customer":          {Fault{Customer: strings.ToUpper(CustomerNames)}, true},
		"other customer":    {Fault{Customer: CustomerMany}, false},
		"batch":             {Fault{Batch: "north/south"}, true},
		"other batch":       {Fault{Batch: "north"}, false},
		"one of two":        {Fault{Customer: CustomerNames, Batch: "north"}, false},
	} {
		c.fault.Kind = KindStatus
		id := addFault(t, s, c.fault)
		if struck := get(t, s, path).status == http.StatusInternalServerError; struck != c.want {
			t.Errorf("%s: struck is %v", name, struck)
		}
		if !s.RemoveFault(id) || s.RemoveFault(id) {
			t.Errorf("%s: removing does not work", name)
		}
	}
}

func TestFaultsCountAndCombine(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	addFault(t, s, Fault{Kind: KindStatus, Status: 503, After: 1, Count: 2})
	addFault(t, s, Fault{Kind: KindThrottle, Count: 1})
	addFault(t, s, Fault{Kind: KindNullItems})
	addFault(t, s, Fault{Kind: KindTruncate, After: 1, Count: 1})
	var statuses []int
	for range 6 {
		statuses = append(statuses, get(t, s, "/v1/customers").status)
	}
	// The first fault lets one pass, which the second takes; then it takes two.
	if want := []int{429, 503, 503, 200, 200, 200}; !cmp.Equal(statuses, want) {
		t.Errorf("statuses are %v, want %v", statuses, want)
	}
	var counts [][2]int
	for _, state := range s.Faults() {
		counts = append(counts, [2]int{state.Seen, state.Hits})
	}
	if want := [][2]int{{6, 2}, {4, 1}, {3, 3}, {3, 1}}; !cmp.Equal(counts, want) {
		t.Errorf("seen and hits are %v, want %v", counts, want)
	}
}

// Faults that edit an answer leave alone what is no list, or no JSON any more.
func TestEditsOfOtherAnswers(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	addFault(t, s, Fault{Kind: KindWrongType})
	wantRefused(t, get(t, s, "/v1/customers/x"), 400, 2000.0, "GUID")
	addFault(t, s, Fault{Kind: KindGarbage})
	if a := get(t, s, "/v1/customers"); a.body != nil || !strings.Contains(a.text, "no JSON") {
		t.Errorf("garbage became %q", a.text)
	}
}

func TestRevokedBearer(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	addFault(t, s, Fault{Kind: KindRevokeBearer})
	for _, c := range []struct {
		token  string
		status int
	}{{"old", 401}, {"old", 401}, {"new", 200}, {"old", 401}} {
		if a := get(t, s, "/v1/customers", "Authorization", "Bearer "+c.token); a.status != c.status {
			t.Errorf("%s: %d, want %d", c.token, a.status, c.status)
		}
	}
}

func TestDelayEndsWithTheClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		addFault(t, s, Fault{Kind: KindDelay, Delay: time.Hour})
		if o := ask(t, client(s.Transport(), patience), "http://memory"); !errors.Is(o.err, context.DeadlineExceeded) || o.took != patience {
			t.Errorf("after %s: %v", o.took, o.err)
		}
	})
}

func TestStallEndsWithTheFault(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		addFault(t, s, Fault{Kind: KindStall})
		answered := make(chan int)
		go func() { answered <- get(t, s, "/v1/customers").status }()
		synctest.Wait()
		select {
		case status := <-answered:
			t.Fatalf("answered %d", status)
		default:
		}
		s.ClearFaults()
		if status := <-answered; status != http.StatusOK {
			t.Errorf("answered %d", status)
		}
	})
}

func TestFaultMistakes(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for word, f := range map[string]Fault{
		"unknown kind":                {Kind: "explode"},
		"is not a pattern":            {Kind: KindReset, Match: "/v1/["},
		"neither can be negative":     {Kind: KindReset, After: -1},
		"the delay is":                {Kind: KindDelay, Delay: -1},
		"pages is":                    {Kind: KindEmptyPages, Pages: -1},
		"bytes is":                    {Kind: KindHuge, Bytes: mostBytes + 1},
		"of levels there can be":      {Kind: KindDeep, Bytes: 1 << 30},
		"status is 200":               {Kind: KindStatus, Status: 200},
		"unknown shape":               {Kind: KindStatus, Shape: "round"},
		"a redirect's is 300":         {Kind: KindRedirect, Status: 200},
		`location ":" is no URL`:      {Kind: KindRedirect, Location: ":"},
		"retryAfter has a line break": {Kind: KindThrottle, RetryAfter: "1\r\nx"},
		"location has a line break":   {Kind: KindRedirect, Location: "/x\r\n"},
	} {
		if _, err := s.Fault(f); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%+v: %v; want an error with %q", f, err, word)
		}
	}
	if len(s.Faults()) != 0 {
		t.Errorf("a wrong fault was added: %+v", s.Faults())
	}
}

func TestFaultJSON(t *testing.T) {
	t.Parallel()
	const full = `{"match":"/v1","customer":"c","batch":"b","after":1,"count":2,"kind":"status","status":503,"code":"900420",` +
		`"description":"d <d>","shape":"gateway","pages":3,"bytes":4,"location":"/l","retryAfter":"7","delayMs":1500}`
	want := Fault{
		Match: "/v1", Customer: "c", Batch: "b", After: 1, Count: 2, Kind: KindStatus, Status: 503, Code: "900420",
		Description: "d <d>", RetryAfter: "7", Shape: ShapeGateway, Delay: 1500 * time.Millisecond, Pages: 3, Bytes: 4, Location: "/l",
	}
	var got Fault
	if err := json.Unmarshal([]byte(full), &got); err != nil || got != want {
		t.Errorf("%v, %+v", err, got)
	}
	if again := string(compact(want)); again != full {
		t.Errorf("got  %s\nwant %s", again, full)
	}
	if err := json.Unmarshal([]byte(`{"kind":"status","code":2000,"retryAfter":7}`), &got); err != nil || got != (Fault{Kind: KindStatus, Code: "2000", RetryAfter: "7"}) {
		t.Errorf("numbers: %v, %+v", err, got)
	}
	for _, text := range []string{`{"kinds":"status"}`, `{"kind":"status","Delay":1}`, `{"delayMs":-1}`, `{"delayMs":1e30}`, `{"code":{}}`, `{"retryAfter":[1]}`, `[]`} {
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is taken as %+v", text, got)
		}
	}
}

func FuzzFault(f *testing.F) {
	f.Add(`{"kind":"throttle","retryAfter":2,"match":"/v1/customers/*","count":1}`)
	f.Add(`{"kind":"delay","delayMs":250}`)
	f.Fuzz(func(t *testing.T, text string) {
		s := newServer(t, Options{})
		var fault Fault
		if json.Unmarshal([]byte(text), &fault) != nil {
			return
		}
		if _, err := s.Fault(fault); err != nil {
			return
		}
		prepared := s.Faults()[0].Fault
		var again Fault
		if err := json.Unmarshal(compact(prepared), &again); err != nil || again != prepared {
			t.Errorf("%s is written as %s: %v", text, compact(prepared), err)
		}
	})
}
