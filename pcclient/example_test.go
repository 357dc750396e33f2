package pcclient_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"pcgraph/pcclient"
)

// partnerCenter stands in for the real one.
func partnerCenter() *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1/customers/unknown/deviceBatches":
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"code":1000,"description":"Customer unknown was not found."}`)
		case r.Header.Get("MS-ContinuationToken") == "":
			fmt.Fprint(w, `{"items":[{"id":"d1","serialNumber":"R9-ZNP74"}],"continuationToken":"AQAAAA=="}`)
		default:
			fmt.Fprint(w, `{"items":[{"id":"d2","serialNumber":"R9-ZNP75"}]}`)
		}
	}))
}

func Example() {
	server := partnerCenter()
	defer server.Close()
	client, err := pcclient.New(pcclient.Options{
		BaseURL: server.URL, // leave it out for Partner Center itself
		Token:   pcclient.StaticToken("a token from Entra ID"),
	})
	if err != nil {
		log.Fatal(err)
	}
	defer client.CloseIdleConnections()

	ctx := context.Background()
	for device, err := range client.Devices.All(ctx, "47021739-3426-40bf-9601-61b4b6d7c793", "Test batch") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(device.SerialNumber)
	}
	// Output:
	// R9-ZNP74
	// R9-ZNP75
}

// A Continuation can be stored, to go on later where a walk was left.
func ExampleContinuation() {
	server := partnerCenter()
	defer server.Close()
	client, err := pcclient.New(pcclient.Options{BaseURL: server.URL, Token: pcclient.StaticToken("a token")})
	if err != nil {
		log.Fatal(err)
	}
	defer client.CloseIdleConnections()

	ctx := context.Background()
	page, err := client.Devices.List(ctx, "47021739-3426-40bf-9601-61b4b6d7c793", "Test batch", "")
	if err != nil {
		log.Fatal(err)
	}
	stored := string(page.Next)

	page, err = client.Devices.List(ctx, "47021739-3426-40bf-9601-61b4b6d7c793", "Test batch", pcclient.Continuation(stored))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(page.Items[0].SerialNumber, "is on the last page:", page.Next == "")
	// Output: R9-ZNP75 is on the last page: true
}

func ExampleError() {
	server := partnerCenter()
	defer server.Close()
	client, err := pcclient.New(pcclient.Options{BaseURL: server.URL, Token: pcclient.StaticToken("a token")})
	if err != nil {
		log.Fatal(err)
	}
	defer client.CloseIdleConnections()

	_, err = client.DeviceBatches.List(context.Background(), "unknown", "")
	if failure, ok := errors.AsType[*pcclient.Error](err); ok && failure.Kind == pcclient.KindNotFound {
		fmt.Println("code", failure.Code, "from", failure.Op)
	}
	// Output: code 1000 from GET /v1/customers/{customer-id}/deviceBatches
}

// A Meter bounds what an operation may cost, however many calls it makes at a time.
func ExampleMeter() {
	server := partnerCenter()
	defer server.Close()
	client, err := pcclient.New(pcclient.Options{BaseURL: server.URL, Token: pcclient.StaticToken("a token")})
	if err != nil {
		log.Fatal(err)
	}
	defer client.CloseIdleConnections()

	meter := pcclient.NewMeter(1)
	ctx := pcclient.WithMeter(context.Background(), meter)
	for device, err := range client.Devices.All(ctx, "47021739-3426-40bf-9601-61b4b6d7c793", "Test batch") {
		if refused, ok := errors.AsType[*pcclient.BudgetError](err); ok {
			fmt.Println("no more than", refused.Limit, "call")
			break
		}
		fmt.Println(device.SerialNumber)
	}
	fmt.Println("sent:", meter.Calls())
	// Output:
	// R9-ZNP74
	// no more than 1 call
	// sent: 1
}
