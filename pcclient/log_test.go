package pcclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
)

func TestLogSaysWhatHappenedAndNothingElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var written bytes.Buffer
		tries := 0
		client := newOfflineClient(t, Options{
			Logger: slog.New(slog.NewJSONHandler(&written, &slog.HandlerOptions{Level: slog.LevelDebug})),
		}, func(req *http.Request) (*http.Response, error) {
			switch tries++; tries {
			case 1:
				// What http.Client would make of a failure.
				return nil, &url.Error{Op: "Get", URL: req.URL.String(), Err: errors.New("secret-cause")}
			case 2:
				return answer(503, `secret-body`), nil
			}
			return answer(200, `{"items":[{"id":"x","serialNumber":"secret-serial"}],"continuationToken":"secret-next"}`,
				headerRequestID, "theirs"), nil
		})
		if _, err := client.Devices.List(t.Context(), customerID, batchID, "secret-continuation"); err != nil {
			t.Fatal(err)
		}

		for _, secret := range []string{testToken, customerID, "Test", "secret"} {
			if strings.Contains(written.String(), secret) {
				t.Errorf("the log holds %q:\n%s", secret, &written)
			}
		}
		type line struct {
			Message   string `json:"msg"`
			Op        string
			Status    int
			Attempt   int
			Duration  *int
			Wait      int
			Kind      string
			Error     string
			RequestID string `json:"request_id"`
		}
		var lines []line
		for text := range strings.Lines(written.String()) {
			var l line
			if err := json.Unmarshal([]byte(text), &l); err != nil {
				t.Fatal(err)
			}
			if l.Op != routeDevices.op() {
				t.Errorf("op is %q", l.Op)
			}
			lines = append(lines, l)
		}
		if len(lines) != 5 {
			t.Fatalf("%d lines, want one for each of three tries and two repeats:\n%s", len(lines), &written)
		}
		if l := lines[0]; l.Attempt != 1 || l.Error == "" || l.Status != 0 || l.Duration == nil || l.RequestID == "" {
			t.Errorf("the failed try is logged as %+v", l)
		}
		if l := lines[1]; l.Kind != "unavailable" || l.Wait == 0 {
			t.Errorf("the repeat is announced as %+v", l)
		}
		if l := lines[2]; l.Attempt != 2 || l.Status != 503 || l.RequestID != lines[0].RequestID {
			t.Errorf("the second try is logged as %+v", l)
		}
		if l := lines[4]; l.Attempt != 3 || l.Status != 200 || l.RequestID != "theirs" {
			t.Errorf("the third try is logged as %+v", l)
		}
	})
}
