package pcsim

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestBulkIsFoundAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := bulk{Bulk{
			Seed:      rapid.Uint64().Draw(t, "seed"),
			Customers: rapid.IntRange(1, mostCustomers).Draw(t, "customers"),
			Batches:   rapid.IntRange(1, mostBatches).Draw(t, "batches"),
			Devices:   3,
		}}
		i := rapid.IntRange(0, b.Customers-1).Draw(t, "customer")
		id := b.customerID(i)
		found, ok := b.find(id)
		if !isGUID(id) || !ok || found.id != id || found.companyName != b.customer(i).companyName {
			t.Fatalf("customer %d has id %s, which gives %+v", i, id, found)
		}
		if _, ok := b.find(b.customerID(b.Customers)); ok {
			t.Fatal("a customer behind the last is found")
		}
		changed := []byte(id)
		changed[35] ^= 1
		if _, ok := b.find(string(changed)); ok {
			t.Fatalf("%s is found", changed)
		}
		j := rapid.IntRange(0, b.Batches-1).Draw(t, "batch")
		name := found.batches.at(j).id
		if again, ok := found.batches.find(name); !ok || again.id != name || again.device(1).ID != found.batches.at(j).device(1).ID {
			t.Fatalf("batch %d is %q, which gives %+v", j, name, again)
		}
	})
}

func TestBulkNamesAreExact(t *testing.T) {
	t.Parallel()
	batches := bulkBatches{bulk: bulk{Bulk{Batches: 10, Devices: 1}}}
	for _, name := range []string{"", "Rollout", "Rollout 1", "Rollout 00000", "Rollout 00011", "Rollout +0001", "rollout 00001", "Rollout 00001 "} {
		if _, ok := batches.find(name); ok {
			t.Errorf("%q is found", name)
		}
	}
}

// The largest simulation there can be starts and answers from its far end; a
// server that held its data could do neither.
func TestLargestBulk(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{Bulk: Bulk{Seed: 3, Customers: mostCustomers, Batches: mostBatches, Devices: mostDevices}})
	customer := s.world.bulk.customerID(mostCustomers - 1)
	path := devicesPath(customer, "Rollout 100000")
	token := s.next(place{list: hash("devices\x00" + customer + "\x00Rollout 100000"), offset: mostDevices - 50, size: 100})
	if a := get(t, s, path, "MS-ContinuationToken", token); len(a.items()) != 50 || a.token() != "" {
		t.Errorf("the last page: %d, %.200s", a.status, a.text)
	}
	if a := get(t, s, "/v1/customers/"+customer); a.body["id"] != customer {
		t.Errorf("the last customer: %s", a.text)
	}
}

func TestDeterminism(t *testing.T) {
	t.Parallel()
	options := Options{Bulk: Bulk{Seed: 7, Customers: 3, Batches: 2, Devices: 150}}
	one, two := newServer(t, options), newServer(t, options)
	options.Bulk.Seed = 8
	other := newServer(t, options)
	customer := one.world.bulk.customerID(1)
	paths := []string{
		"/v1/customers", "/v1/customers/" + customer, "/v1/customers/" + customer + "/deviceBatches",
		devicesPath(customer, "Rollout 00002"), devicesPath(CustomerMany, "Branch 07"),
	}
	for _, path := range paths {
		if a, b := get(t, one, path), get(t, two, path); a.status != 200 || a.text != b.text {
			t.Errorf("%s differs between servers of one seed: %d, %d", path, a.status, b.status)
		}
	}
	if a := get(t, other, paths[1]); a.status != 403 {
		t.Errorf("another seed knows the customer: %s", a.text)
	}
	if a, b := get(t, one, paths[4]), get(t, other, paths[4]); a.text != b.text {
		t.Error("the examples depend on the seed")
	}
}

// A device does not change with the size of the page it is in, nor with the
// number of devices.
func TestDeviceDependsOnSeedAndPositionOnly(t *testing.T) {
	t.Parallel()
	small := newServer(t, Options{PageSize: 11, Bulk: Bulk{Seed: 7, Customers: 1, Batches: 1, Devices: 60}})
	large := newServer(t, Options{PageSize: 60, Bulk: Bulk{Seed: 7, Customers: 9, Batches: 5, Devices: 6000}})
	path := devicesPath(small.world.bulk.customerID(0), "Rollout 00001")
	ids, _ := walk(t, small, path, path)
	page := get(t, large, path)
	if got, want := strings.Join(ids, " "), strings.Join(page.ids(), " "); got != want {
		t.Errorf("in pages of 11: %s\nin a page of 60: %s", got, want)
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	text := newServer(t, Options{Bulk: Bulk{Customers: 1000, Batches: 50, Devices: 10000}}).Describe()
	for _, want := range []string{
		"1007 customers", CustomerDocumented, `"Large rollout" (1050)`, "no batches", "40 batches",
		"1000 generated customers, each with 50 batches of 10000 devices",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
}
