package pcclient

import (
	"iter"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCustomersList(t *testing.T) {
	t.Parallel()
	client := newClient(t, Options{}, respond(200, testdata(t, "documented-customers.json")))
	page, err := client.Customers.List(t.Context(), CustomersQuery{}, "")
	if err != nil {
		t.Fatal(err)
	}
	want := &Page[Customer]{
		Items: []Customer{
			{
				ID: "b44bb1fb-c595-45b0-9e83-d4be1a9f5ba6", CompanyName: "Contoso",
				Domain: "contoso.onmicrosoft.com", RelationshipToPartner: RelationshipReseller,
			},
			{ID: "0d9a6a2b-3e0f-4f4e-8b2a-1f3f3f3d6c11", RelationshipToPartner: "7"},
		},
		Next: "AQAAAA==",
	}
	if diff := cmp.Diff(want, page); diff != "" {
		t.Error(diff)
	}
}

func TestCustomersQuery(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		query CustomersQuery
		want  string
	}{
		{CustomersQuery{}, ""},
		{CustomersQuery{Size: 40}, "size=40"},
		{
			CustomersQuery{NameStartsWith: `Müller & "Söhne" + 1`},
			"filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22M%C3%BCller%20%26%20%5C%22S%C3%B6hne%5C%22%20%2B%201%22%2C%22Operator%22%3A%22starts_with%22%7D",
		},
		{
			CustomersQuery{Size: 2, NameStartsWith: "a"},
			"filter=%7B%22Field%22%3A%22CompanyName%22%2C%22Value%22%3A%22a%22%2C%22Operator%22%3A%22starts_with%22%7D&size=2",
		},
	} {
		client := newClient(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery != test.want {
				t.Errorf("%+v is asked as\n%s, want\n%s", test.query, r.URL.RawQuery, test.want)
			}
			respond(200, `{"items":[]}`)(w, r)
		})
		if _, err := client.Customers.List(t.Context(), test.query, ""); err != nil {
			t.Error(err)
		}
		for _, bad := range []CustomersQuery{{Size: -1}, {NameStartsWith: "\xff"}} {
			if _, err := client.Customers.List(t.Context(), bad, ""); KindOf(err) != KindInvalidArgument {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	}
}

func TestCustomersGet(t *testing.T) {
	t.Parallel()
	client := newClient(t, Options{}, respond(200, testdata(t, "recorded-customer-create.json")))
	got, err := client.Customers.Get(t.Context(), customerID)
	if err != nil {
		t.Fatal(err)
	}
	want := &Customer{
		ID: "dfd8cc0a-c592-468c-8461-869a38d24738", CommerceID: "0a4ce58a-6f96-4273-8035-d9c7d31b9ba4",
		Domain: "xyz.ccsctp.net", RelationshipToPartner: RelationshipNone,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDeviceBatchesList(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]DeviceBatch{
		"recorded-device-batches-2018.json": {ID: "Testing1", DevicesCount: new(1)},
		"documented-device-batches-2017.json": {
			ID: "Test batch", Status: BatchFinished, DevicesCount: new(5),
			CreationDate: time.Date(2017, 7, 25, 1, 51, 0, 0, time.UTC),
		},
	} {
		client := newClient(t, Options{}, respond(200, testdata(t, name)))
		page, err := client.DeviceBatches.List(t.Context(), customerID, "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&Page[DeviceBatch]{Items: []DeviceBatch{want}}, page); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestDevicesList(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]*Page[Device]{
		"recorded-devices-2018.json": {Items: []Device{{
			ID: "9a2b05d1-2f89-4688-9768-c104e76626a8", SerialNumber: "R9-ZNP74", ProductKey: "00329-00000-0003-AA613",
			ModelName: "Surface 7", OEMManufacturerName: "Microsoft",
			Policies:     []Policy{{Category: PolicyOOBE, Value: "DefaultRoaming"}},
			UploadedDate: time.Date(2018, 7, 24, 22, 3, 40, 318_499_200, time.UTC),
		}}},
		"documented-devices-2023.json": {
			Items: []Device{
				{
					ID: "2c81ddc8-3a33-4a21-a80d-5ed2ae2c3a1d", SerialNumber: "1R9-ZNP67", ProductKey: "00329-00000-0003-AA606",
					Policies: []Policy{{Category: PolicyOOBE}},
				},
				{
					ID: "9993-8627-3608-6844-6369-4361-72", SerialNumber: "1R9-ZNP68", ModelName: "ModelX",
					UploadedDate: time.Date(2017, 8, 9, 21, 43, 26, 9_228_800, time.UTC),
				},
			},
			Next: "AQAAAA==,_-/9a2b05d1-2f89-4688-9768-c104e76626a8=",
		},
	} {
		client := newClient(t, Options{}, respond(200, testdata(t, name)))
		page, err := client.Devices.List(t.Context(), customerID, batchID, "")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, page); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestAll checks that every list is walked to its end, and that a failure on the way
// is not taken for the end.
func TestAll(t *testing.T) {
	t.Parallel()
	pages := map[string]string{
		"":   `{"items":[{"id":"1"},{"id":"2"}],"continuationToken":"p2"}`,
		"p2": `{"items":[{"id":"3"}],"links":{"next":{"headers":[{"key":"MS-ContinuationToken","value":"p3"}]}}}`,
		"p3": `{"items":[{"id":"4"}]}`,
	}
	for name, all := range map[string]func(*Client) ([]string, error){
		"customers": func(c *Client) ([]string, error) {
			return ids(c.Customers.All(t.Context(), CustomersQuery{}), func(c Customer) string { return c.ID })
		},
		"device batches": func(c *Client) ([]string, error) {
			return ids(c.DeviceBatches.All(t.Context(), customerID), func(b DeviceBatch) string { return b.ID })
		},
		"devices": func(c *Client) ([]string, error) {
			return ids(c.Devices.All(t.Context(), customerID, batchID), func(d Device) string { return d.ID })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := ""
			client := newClient(t, Options{}, func(w http.ResponseWriter, r *http.Request) {
				token := r.Header.Get("MS-ContinuationToken")
				if token != "" && token == broken {
					w.WriteHeader(http.StatusForbidden)
					return
				}
				respond(200, pages[token])(w, r)
			})
			got, err := all(client)
			if diff := cmp.Diff([]string{"1", "2", "3", "4"}, got); diff != "" || err != nil {
				t.Errorf("error %v; %s", err, diff)
			}
			broken = "p3"
			got, err = all(client)
			if diff := cmp.Diff([]string{"1", "2", "3"}, got); diff != "" || KindOf(err) != KindForbidden {
				t.Errorf("error %v; %s", err, diff)
			}
		})
	}
}

func ids[T any](all iter.Seq2[T, error], id func(T) string) ([]string, error) {
	var got []string
	for item, err := range all {
		if err != nil {
			return got, err
		}
		got = append(got, id(item))
	}
	return got, nil
}
