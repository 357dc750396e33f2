package httpd

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	var inside string
	h := requestIDs(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inside = RequestID(r.Context()) }))
	guid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	made := map[string]bool{}
	for _, tt := range []struct {
		given string
		kept  bool
	}{
		{"47021739-3426-40bf-9601-61b4b6d7c793", true},
		{"Build.7_a-Z", true},
		{strings.Repeat("a", 64), true},
		{strings.Repeat("a", 65), false},
		{"", false},
		{"two words", false},
		{"a\nb", false},
		{"ä", false},
		{"<script>", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["X-Request-Id"] = []string{tt.given}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if sent := rec.Header().Get("X-Request-Id"); sent != inside {
			t.Errorf("%q: %q inside, %q sent back", tt.given, inside, sent)
		}
		switch {
		case tt.kept && inside != tt.given:
			t.Errorf("%q was replaced by %q", tt.given, inside)
		case !tt.kept && (!guid.MatchString(inside) || made[inside]):
			t.Errorf("%q: %q is not a GUID of its own", tt.given, inside)
		}
		made[inside] = true
	}
	if id := RequestID(t.Context()); id != "" {
		t.Errorf("outside a request: %q", id)
	}
}
