package api

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pcgraph/examples/service/export"
)

// served is a customer whose API is a handler, asked with tokens that change.
func served(t *testing.T, handler http.HandlerFunc) Customer {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	tokens := []string{"first", "second"}
	client, err := NewClient(server.URL, func() (string, error) {
		token := tokens[0]
		tokens = tokens[1:]
		return token, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return Customer{Client: client, ID: "the-customer"}
}

func TestTokenIsAskedForEveryTime(t *testing.T) {
	t.Parallel()
	var sent []string
	customer := served(t, func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, r.Header.Get("Authorization"))
		io.WriteString(w, `{"data":{"customer":{"deviceBatches":[{"batchId":"a","devicesCount":null},{"batchId":"b","devicesCount":3}]}}}`)
	})
	for range 2 {
		batches, err := customer.Batches(t.Context())
		if err != nil || len(batches) != 2 || batches[0] != (export.Batch{ID: "a", Devices: -1}) || batches[1] != (export.Batch{ID: "b", Devices: 3}) {
			t.Errorf("%v, %v", batches, err)
		}
	}
	if strings.Join(sent, ", ") != "Bearer first, Bearer second" {
		t.Errorf("sent %q", sent)
	}
}

// An answer that is not whole is never taken for one.
func TestWindowIsWhole(t *testing.T) {
	t.Parallel()
	const device = `{"deviceId":"d","policies":[]}`
	for name, test := range map[string]struct {
		answer string
		remedy export.Remedy
	}{
		"no customer": {`{"data":{"customer":null}}`, export.SkipBatch},
		"no batch":    {`{"data":{"customer":{"deviceBatch":null}}}`, export.SkipBatch},
		"no devices":  {`{"data":{"customer":{"deviceBatch":{"devices":null}}}}`, export.SkipBatch},
		"no cursor":   {`{"data":{"customer":{"deviceBatch":{"devices":{"nodes":[` + device + `],"pageInfo":{"hasNextPage":true,"endCursor":null}}}}}}`, export.SkipBatch},
		"with a hole": {`{"errors":[{"message":"Down.","extensions":{"code":"UPSTREAM_TIMEOUT"}}],"data":{"customer":{"deviceBatch":{"devices":{"nodes":[` + device + `],"pageInfo":{"hasNextPage":false}}}}}}`, export.AskAgain},
		"cut off":     {`{"data":{"customer":{"deviceBatch":{"devices":{"nodes":[` + device, export.AskAgain},
		"no GraphQL":  {`<html>`, export.AskAgain},
		"without end": {`{"data":{"customer":null},"extensions":"` + strings.Repeat(" ", longestAnswer) + `"}`, export.AskAgain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			customer := served(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, test.answer) })
			window, err := customer.Window(t.Context(), "a", "")
			var f *export.Failure
			if !errors.As(err, &f) || f.Remedy != test.remedy {
				t.Errorf("%+v, %v", window, err)
			}
		})
	}
}

// What a caller without the scope is told is passed on with what would do; a
// window without its secrets is not taken for one that has none.
func TestSecretsWithheld(t *testing.T) {
	t.Parallel()
	for devices, remedy := range map[string]export.Remedy{
		`{"nodes":[{"deviceId":"d","productKey":null,"policies":[]}],"pageInfo":{"hasNextPage":false}}`: export.GiveUp,
		`null`: export.SkipBatch, // not even the devices are open
	} {
		customer := served(t, func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"errors":[{"message":"`+"`productKey`"+` is null.","path":["customer","deviceBatch","devices"],"extensions":{"code":"FORBIDDEN"}}],`+
				`"data":{"customer":{"deviceBatch":{"devices":`+devices+`}}}}`)
		})
		_, err := customer.Window(t.Context(), "a", "")
		var f *export.Failure
		if !errors.As(err, &f) || f.Remedy != remedy || strings.Contains(f.Message, "-secrets=false") != (remedy == export.GiveUp) {
			t.Errorf("%s: %+v", devices, err)
		}
	}
}

// The token stays with the address it is for.
func TestRedirectionIsNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the token went elsewhere: %q", r.Header.Get("Authorization"))
	}))
	t.Cleanup(elsewhere.Close)
	customer := served(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	_, err := customer.Batches(t.Context())
	var f *export.Failure
	if !errors.As(err, &f) || f.Remedy != export.GiveUp {
		t.Error(err)
	}
}

func TestCheckAddress(t *testing.T) {
	t.Parallel()
	for address, good := range map[string][2]bool{ // without a token, with one
		"https://host/graphql":           {true, true},
		"http://127.0.0.1:8080/graphql":  {true, true},
		"http://[::1]:8080/graphql":      {true, true},
		"http://localhost:8080/graphql":  {true, true},
		"http://host/graphql":            {true, false},
		"http://localhost.host/graphql":  {true, false},
		"host:8080":                      {false, false},
		"ftp://host/":                    {false, false},
		"https://user:pass@host/graphql": {false, false},
		"https://host/graphql#part":      {false, false},
		"https:///graphql":               {false, false},
		"\x7f":                           {false, false},
	} {
		for i, token := range []bool{false, true} {
			if err := CheckAddress(address, token); (err == nil) != good[i] {
				t.Errorf("%s, token %t: %v", address, token, err)
			}
		}
	}
}
