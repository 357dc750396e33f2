package pcclient

import (
	"net/http"
	"testing"

	"github.com/google/uuid"
)

func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, e := range endpoints() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			var got http.Header
			client := newClient(t, Options{Application: "Device Desk", Locale: "de-DE"}, func(w http.ResponseWriter, r *http.Request) {
				got = r.Header.Clone()
				if r.Method != http.MethodGet {
					t.Errorf("method is %s", r.Method)
				}
				respond(200, e.ok)(w, r)
			})
			if err := e.call(t.Context(), client, e.ids); err != nil {
				t.Fatal(err)
			}
			for name, want := range map[string]string{
				"Authorization":                "Bearer " + testToken,
				"Accept":                       "application/json",
				"X-Locale":                     "de-DE",
				"MS-Contract-Version":          "v1",
				"User-Agent":                   "pcclient",
				"MS-PartnerCenter-Application": "Device Desk",
				"MS-ContinuationToken":         "",
			} {
				if got.Get(name) != want {
					t.Errorf("%s is %q, want %q", name, got.Get(name), want)
				}
			}
			for _, name := range []string{"MS-RequestId", "MS-CorrelationId"} {
				if err := uuid.Validate(got.Get(name)); err != nil {
					t.Errorf("%s is %q: %v", name, got.Get(name), err)
				}
			}
		})
	}
}

func TestNoApplicationIsNoHeader(t *testing.T) {
	t.Parallel()
	client := newClient(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
		if _, sent := r.Header[http.CanonicalHeaderKey("MS-PartnerCenter-Application")]; sent {
			t.Error("an empty application was sent")
		}
		if got := r.Header.Get("X-Locale"); got != "en-US" {
			t.Errorf("locale is %q", got)
		}
		respond(200, `{"items":[]}`)(w, r)
	})
	if _, err := client.Customers.List(t.Context(), CustomersQuery{}, ""); err != nil {
		t.Fatal(err)
	}
}

func TestRequestAndCorrelationIDs(t *testing.T) {
	t.Parallel()
	const operation = "DE894E18-f027-4ac0-8b5a-34f0c222af0c"
	var requests, correlations []string
	client := newOfflineClient(t, Options{}, func(req *http.Request) (*http.Response, error) {
		requests = append(requests, req.Header.Get("MS-RequestId"))
		correlations = append(correlations, req.Header.Get("MS-CorrelationId"))
		return answer(200, `{"items":[]}`), nil
	})
	ctx := WithCorrelationID(t.Context(), operation)
	for range 2 {
		if _, err := client.DeviceBatches.List(ctx, customerID, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.DeviceBatches.List(WithCorrelationID(t.Context(), "not a GUID\n"), customerID, ""); err != nil {
		t.Fatal(err)
	}
	if requests[0] == requests[1] {
		t.Error("two calls have the same request id, so Partner Center may take the second for a repeat")
	}
	const canonical = "de894e18-f027-4ac0-8b5a-34f0c222af0c"
	if correlations[0] != canonical || correlations[1] != canonical {
		t.Errorf("correlation ids are %q, want the operation's twice", correlations[:2])
	}
	if err := uuid.Validate(correlations[2]); err != nil || correlations[2] == canonical {
		t.Errorf("correlation id is %q, want a new GUID in place of one that cannot be used", correlations[2])
	}
}
