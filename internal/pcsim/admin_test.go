package pcsim

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// steer asks the admin path, without a bearer token.
func steer(t *testing.T, s *Server, method, target, body string) answer {
	t.Helper()
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, httptest.NewRequest(method, "/_sim"+target, strings.NewReader(body)))
	return read(t, recorder.Result())
}

func TestAdminStory(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{Token: "secret"})
	large := devicesPath(CustomerDocumented, BatchLarge)
	good := []string{"Authorization", "Bearer secret"}

	about := steer(t, s, "GET", "", "")
	if text, _ := about.body["about"].(string); about.status != 200 || !strings.Contains(text, CustomerDocumented) || !strings.Contains(about.text, `"throttle":"`) {
		t.Errorf("about: %d %s", about.status, about.text)
	}

	added := steer(t, s, "POST", "/faults", `{"kind":"throttle","retryAfter":2,"count":1}`)
	if added.status != http.StatusCreated || added.body["id"] != "1" {
		t.Fatalf("adding a fault: %d %s", added.status, added.text)
	}
	if a := get(t, s, large, good...); a.status != 429 || a.header.Get("Retry-After") != "2" {
		t.Errorf("the fault did not strike: %d", a.status)
	}
	first := get(t, s, large, good...)
	if faults := steer(t, s, "GET", "/faults/", ""); !strings.Contains(faults.text, `"seen":2,"hits":1`) || !strings.Contains(faults.text, `"kind":"throttle"`) {
		t.Errorf("faults: %s", faults.text)
	}
	steer(t, s, "POST", "/faults", `{"kind":"reset"}`)
	if a := steer(t, s, "DELETE", "/faults/1", ""); a.status != http.StatusNoContent || len(s.Faults()) != 1 {
		t.Errorf("removing a fault: %d", a.status)
	}
	if a := steer(t, s, "DELETE", "/faults", ""); a.status != http.StatusNoContent || len(s.Faults()) != 0 {
		t.Errorf("removing all faults: %d", a.status)
	}

	removed := steer(t, s, "POST", "/changes", `{"action":"remove","customer":"`+CustomerDocumented+`","batch":"Large rollout","position":0}`)
	if removed.status != 200 || removed.body["device"] != first.ids()[0] {
		t.Errorf("removing a device: %s", removed.text)
	}
	inserted := steer(t, s, "POST", "/changes", `{"action":"insert","customer":"`+CustomerDocumented+`","batch":"Large rollout","position":1}`)
	if a := get(t, s, large, good...); a.ids()[0] != first.ids()[1] || a.ids()[1] != inserted.body["device"] {
		t.Errorf("inserting a device: %s", inserted.text)
	}
	steer(t, s, "DELETE", "/changes", "")
	if a := get(t, s, large, good...); a.text != first.text {
		t.Error("the changes were not undone")
	}

	steer(t, s, "DELETE", "/tokens", "")
	wantRefused(t, get(t, s, large, append(good, "MS-ContinuationToken", first.token())...), 400, 800002.0, "expired")

	counts := steer(t, s, "GET", "/calls", "")
	calls, _ := counts.body["calls"].(map[string]any)
	if counts.body["total"] != 5.0 || counts.body["maxInFlight"] != 1.0 || calls["GET "+large] != 5.0 {
		t.Errorf("counts: %s", counts.text)
	}
	steer(t, s, "DELETE", "/calls", "")
	if s.TotalCalls() != 0 {
		t.Error("the counts were not reset")
	}
}

func TestAdminMistakes(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for _, c := range []struct {
		method, target, body string
		status               int
		word                 string
	}{
		{"GET", "/nothing", "", 404, "no such action"},
		{"PUT", "/calls", "", 404, "no such action"},
		{"DELETE", "/faults/7", "", 404, "no fault"},
		{"POST", "/faults", `{"kind":"explode"}`, 400, "known are clockSkew, contentType, cut"},
		{"POST", "/faults", `{"kind":"reset","counts":1}`, 400, "counts"},
		{"POST", "/faults", `{"kind":"reset"}{}`, 400, "more than one"},
		{"POST", "/faults", ``, 400, "not what it should be"},
		{"POST", "/faults", strings.Repeat(" ", longestAdminBody+1), 400, "more than 65536 bytes"},
		{"POST", "/changes", `{"action":"swap"}`, 400, "insert and remove"},
		{"POST", "/changes", `{"action":"insert","customer":"` + CustomerMany + `","batch":"x"}`, 400, "no batch"},
		{"POST", "/changes", `{"act":"insert"}`, 400, "not what it should be"},
	} {
		a := steer(t, s, c.method, c.target, c.body)
		if message, _ := a.body["error"].(string); a.status != c.status || !strings.Contains(message, c.word) {
			t.Errorf("%s %s %.40s: %d %s; want %d and %q", c.method, c.target, c.body, a.status, a.text, c.status, c.word)
		}
	}
	if a := get(t, s, "/_simulation"); a.status != 404 || a.body["code"] != 1000.0 {
		t.Errorf("another path: %s", a.text)
	}
}
