package service

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"pcgraph/graph/access"
	"pcgraph/graph/loaders"
	"pcgraph/graph/relay"
	"pcgraph/internal/pcsim"
	"pcgraph/pcclient"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A world is the service over a simulated Partner Center, and what there is in it.
type world struct {
	sim       *pcsim.Server
	api       http.Handler
	customers []customer
	// marks are texts that tell of one customer, or of a few, and who may see them.
	marks   map[string]owners
	cursors *relay.Sealer
}

// customer is one of the simulator's, with one batch and one device of it.
type customer struct{ id, batch, device string }

// moved is the same at another customer.
func (c customer) moved(id string) customer { return customer{id, c.batch, c.device} }

// owners are the customers of whom a text tells, and the scope that opens it.
type owners struct {
	ids   []string
	scope access.Scope // empty: none is needed
}

func (o owners) open(g access.Grant) bool {
	return slices.ContainsFunc(o.ids, g.Sees) && (o.scope == "" || g.May(o.scope))
}

var cursorKey = []byte("the key of all tests")

func newWorld(t testing.TB, who func(*http.Request) (context.Context, error)) *world {
	t.Helper()
	w := &world{marks: map[string]owners{}}
	var err error
	if w.sim, err = pcsim.New(pcsim.Options{Bulk: pcsim.Bulk{Seed: 7, Customers: 12, Batches: 2, Devices: 3}}); err != nil {
		t.Fatal(err)
	}
	client, err := pcclient.New(pcclient.Options{
		BaseURL: "https://partner-center.test", Token: pcclient.StaticToken("test"), Transport: w.sim.Transport(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if w.api, err = NewHandler(Options{Upstream: loaders.Direct{Client: client}, Callers: who, CursorKey: cursorKey, Federation: true}); err != nil {
		t.Fatal(err)
	}
	if w.cursors, err = relay.NewSealer(cursorKey); err != nil {
		t.Fatal(err)
	}
	w.explore(t, client)
	return w
}

// shown is how many devices of a batch the probes ask for.
const shown = 2

// explore notes every text that is a customer's own.
func (w *world) explore(t testing.TB, client *pcclient.Client) {
	t.Helper()
	for c, err := range client.Customers.All(t.Context(), pcclient.CustomersQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		found := customer{id: c.ID, batch: "no batch", device: "no device"}
		w.mark(c.ID, c.ID, "")
		w.mark(c.ID, c.CompanyName, access.CustomersRead)
		w.mark(c.ID, c.Domain, access.CustomersRead)
		batches, err := client.DeviceBatches.List(t.Context(), c.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if len(batches.Items) > 5 {
			continue // A probe at one of these would cost as much as all others together.
		}
		for _, b := range batches.Items {
			// An ID in base64 begins with its customer's; the last digits depend on what follows.
			global := relay.ID{Customer: c.ID, Batch: b.ID}.String()
			w.mark(c.ID, global[len("DB_"):len("DB_")+20], "")
			devices, err := client.Devices.List(t.Context(), c.ID, b.ID, "")
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range devices.Items[:min(shown, len(devices.Items))] {
				w.mark(c.ID, d.ID, access.DevicesRead)
				w.mark(c.ID, d.SerialNumber, access.DevicesRead)
				w.mark(c.ID, d.ProductKey, access.DevicesSecrets)
				found.batch, found.device = b.ID, d.ID
			}
		}
		w.customers = append(w.customers, found)
	}
	// "Fabrikam" in an answer may be the beginning of "Fabrikam 00010".
	maps.DeleteFunc(w.marks, func(text string, _ owners) bool {
		for longer := range w.marks {
			if longer != text && strings.Contains(longer, text) {
				return true
			}
		}
		return false
	})
	w.sim.ResetCalls()
}

// mark notes a text, unless it is too short to tell anything.
func (w *world) mark(customerID, text string, scope access.Scope) {
	if len(text) >= 6 {
		w.marks[text] = owners{append(w.marks[text].ids, customerID), scope}
	}
}

// customer returns one by its ID, and for an unknown one something with that ID.
func (w *world) customer(id string) customer {
	if i := slices.IndexFunc(w.customers, func(c customer) bool { return c.id == id }); i >= 0 {
		return w.customers[i]
	}
	return customer{id, "no batch", "no device"}
}

// cursor returns a cursor into the customer's batch that the service would take
// for its own, also where there is no such customer.
func (w *world) cursor(c customer) string {
	page := w.cursors.List("devices", c.id, c.batch).Page("")
	return string(page.Append(nil, relay.Position{Index: 0, Item: relay.DigestOf(c.device)}))
}
