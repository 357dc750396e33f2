package service

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"pcgraph/graph/access"
	"pcgraph/graph/relay"
)

// A prober asks a service as one caller after another, and looks for what the
// caller should not have got.
type prober struct {
	*world
	random  *rand.Rand
	callers []access.Grant
	checked map[string]bool // caller and body, because most answers are alike
	asked   int             // probes sent
	outside int             // of these, about a customer outside the grant
}

// callerHeader is which of the prober's callers a request is from.
const callerHeader = "X-Caller"

// TestProbes sends probes at random: caller × door × customer. Whatever a caller
// may not see is in no answer; and what is answered about a customer outside the
// grant is the same, byte for byte, as about one that does not exist, and costs no
// upstream call.
func TestProbes(t *testing.T) {
	t.Parallel()
	const workers = 2
	var wait sync.WaitGroup
	for worker := range workers {
		p := newProber(t, uint64(worker))
		wait.Go(func() {
			for p.asked < probes/workers && !t.Failed() {
				p.probe(t)
			}
			if p.outside < probes/workers/4 {
				t.Errorf("only %d of %d probes were about customers outside the grant", p.outside, p.asked)
			}
		})
	}
	wait.Wait()
}

func newProber(t *testing.T, seed uint64) *prober {
	p := &prober{random: rand.New(rand.NewPCG(seed, 1)), checked: map[string]bool{}}
	p.world = newWorld(t, func(r *http.Request) (context.Context, error) {
		i := 0
		if _, err := fmt.Sscan(r.Header.Get(callerHeader), &i); err != nil {
			return nil, err
		}
		return access.With(r.Context(), p.callers[i]), nil
	})
	p.callers = []access.Grant{{}, access.ForAll("", access.DevicesRead), access.ForAll("", access.CustomersRead, access.DevicesRead), access.Everything("")}
	scopes := access.Scopes()
	for i := range 12 {
		p.random.Shuffle(len(p.customers), func(i, j int) { p.customers[i], p.customers[j] = p.customers[j], p.customers[i] })
		p.random.Shuffle(len(scopes), func(i, j int) { scopes[i], scopes[j] = scopes[j], scopes[i] })
		ids := []string{absent(p.random)} // one that has gone since it was granted
		for _, c := range p.customers[:i%6] {
			ids = append(ids, c.id)
		}
		held := scopes[:p.random.IntN(len(scopes)+1)]
		if i%2 == 0 {
			held = scopes
		}
		grant, err := access.For("", ids, held...)
		if err != nil {
			t.Fatal(err)
		}
		p.callers = append(p.callers, grant)
	}
	return p
}

// absent returns the ID of a customer that does not exist.
func absent(random *rand.Rand) string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", random.Uint32(), random.IntN(1<<16), random.IntN(1<<12), random.IntN(1<<12), random.Uint64()&(1<<48-1))
}

// probe asks once about a customer, and if it is outside the caller's grant, once
// more about one that does not exist.
func (p *prober) probe(t *testing.T) {
	caller := p.random.IntN(len(p.callers))
	grant := p.callers[caller]
	d := doors[p.random.IntN(len(doors))]
	about := p.customers[p.random.IntN(len(p.customers))]
	inside := p.customers[p.random.IntN(len(p.customers))]
	if listed := grant.Customers(); len(listed) > 0 {
		inside = p.customer(listed[p.random.IntN(len(listed))])
	}
	before := p.sim.TotalCalls()
	request := d.request(p.world, about, inside)
	body := p.ask(caller, request)
	p.checkForLeaks(t, caller, d, body)
	if grant.Sees(about.id) {
		return
	}
	p.outside += 2
	other := p.ask(caller, d.request(p.world, about.moved(absent(p.random)), inside))
	if d.insideToo {
		body, other = canonical(t, body), canonical(t, other)
	}
	if !bytes.Equal(body, other) {
		t.Errorf("%s: the answers tell whether a customer exists\n%s\n%s", d.query, body, other)
	}
	if calls := p.sim.TotalCalls() - before; calls > 0 && !d.insideToo {
		t.Errorf("%s: %d upstream calls for a customer outside the grant\n%s", d.query, calls, body)
	}
	if !strings.Contains(string(body), `"FORBIDDEN"`) && !strings.Contains(string(body), `"CURSOR_SCOPE_MISMATCH"`) {
		t.Errorf("%s: a customer outside the grant is not refused\n%s", d.query, body)
	}
}

// ask returns the whole answer, the header included.
func (p *prober) ask(caller int, variables map[string]any) []byte {
	p.asked++
	query := variables["query"].(string)
	delete(variables, "query")
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		panic(err) // strings and lists of strings
	}
	request := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	if p.random.IntN(8) == 0 && len(body) < 2000 {
		given, _ := json.Marshal(variables)
		request = httptest.NewRequest(http.MethodGet, "/graphql?"+url.Values{"query": {query}, "variables": {string(given)}}.Encode(), nil)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Request-Id", "probe")
	request.Header.Set("PCGraph-Explain", "1")
	request.Header.Set(callerHeader, fmt.Sprint(caller))
	response := httptest.NewRecorder()
	p.api.ServeHTTP(response, request)
	return fmt.Appendf(nil, "%d %v\n%s", response.Code, response.Header(), response.Body)
}

// callIDs are the names of an upstream call, which are new each time.
var callIDs = regexp.MustCompile(`"(?:requestId|correlationId)":"[^"]*"`)

// canonical is an answer without what differs between two askings: the order of
// the errors of fields that are read at the same time, and the calls' names.
func canonical(t *testing.T, answer []byte) []byte {
	header, body, _ := bytes.Cut(answer, []byte("\n"))
	var decoded struct {
		Errors           []json.RawMessage
		Data, Extensions json.RawMessage
	}
	if err := json.Unmarshal(callIDs.ReplaceAll(body, []byte(`"call":""`)), &decoded); err != nil {
		t.Errorf("%v: %s", err, answer)
	}
	slices.SortFunc(decoded.Errors, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	return fmt.Appendf(header, "\n%s %s %s", decoded.Errors, decoded.Data, decoded.Extensions)
}

func (p *prober) checkForLeaks(t *testing.T, caller int, d door, body []byte) {
	key := fmt.Sprint(caller, callIDs.ReplaceAllString(string(body), ""))
	if p.checked[key] {
		return
	}
	p.checked[key] = true
	grant := p.callers[caller]
	for mark, owners := range p.marks {
		if bytes.Contains(body, []byte(mark)) && !owners.open(grant) {
			t.Errorf("%s: %q is shown to a caller who may not see it\n%s", d.query, mark, body)
		}
	}
}

// A door is a query by which an object can be reached.
type door struct {
	query string
	// variables name what is asked for: about a customer that may be outside the
	// caller's grant, beside one that may be inside.
	variables func(w *world, about, inside customer) map[string]any
	// insideToo says that the query reads of the other customer too.
	insideToo bool
}

func (d door) request(w *world, about, inside customer) map[string]any {
	variables := d.variables(w, about, inside)
	variables["query"] = d.query
	return variables
}

func byID(_ *world, about, _ customer) map[string]any { return map[string]any{"id": about.id} }

func upper(_ *world, about, _ customer) map[string]any {
	return map[string]any{"id": strings.ToUpper(about.id)}
}

func batchID(_ *world, about, _ customer) map[string]any {
	return map[string]any{"id": relay.ID{Customer: about.id, Batch: about.batch}.String()}
}

func deviceID(_ *world, about, _ customer) map[string]any {
	return map[string]any{"id": relay.ID{Customer: about.id, Batch: about.batch, Device: about.device}.String()}
}

func several(_ *world, about, inside customer) map[string]any {
	return map[string]any{"ids": []string{
		about.id, relay.ID{Customer: about.id, Batch: about.batch}.String(),
		relay.ID{Customer: about.id, Batch: about.batch, Device: about.device}.String(),
		relay.ID{Customer: inside.id, Batch: inside.batch}.String(), strings.ToUpper(inside.id),
	}}
}

func entityOf(typeName string, id func(*world, customer, customer) map[string]any) func(*world, customer, customer) map[string]any {
	return func(w *world, about, inside customer) map[string]any {
		return map[string]any{"of": []any{map[string]any{"__typename": typeName, "id": id(w, about, inside)["id"]}}}
	}
}

func entities(w *world, about, inside customer) map[string]any {
	var of []any
	for i, id := range several(w, about, inside)["ids"].([]string) {
		typeName := []string{"Customer", "DeviceBatch", "Device", "DeviceBatch", "Customer"}[i]
		of = append(of, map[string]any{"__typename": typeName, "id": id})
	}
	return map[string]any{"of": of}
}

func inBatch(w *world, about, _ customer) map[string]any {
	return map[string]any{"id": about.id, "batch": about.batch, "after": w.cursor(about)}
}

// elsewhere takes a cursor of one customer to another.
func elsewhere(w *world, about, inside customer) map[string]any {
	return map[string]any{"id": inside.id, "batch": inside.batch, "after": w.cursor(about)}
}

var doors = []door{
	{query: `query($id: ID!) { customer(id: $id) { id } }`, variables: byID},
	{query: `query($id: ID!) { customer(id: $id) { id companyName domain relationshipToPartner } }`, variables: upper},
	{query: `query($id: ID!) { customer(id: $id) { deviceBatches { id batchId status devicesCount customer { id companyName } } } }`, variables: byID},
	{query: `query($id: ID!) { customer(id: $id) { deviceBatches { devices(first: 2) { totalCount edges { cursor node { id serialNumber productKey batch { customer { domain } } } } } } } }`, variables: byID},
	{query: `query($id: ID!, $batch: String!, $after: String) { customer(id: $id) { deviceBatch(batchId: $batch) { creationDate devices(first: 2, after: $after) { nodes { deviceId hardwareHash } pageInfo { endCursor } } } } }`, variables: inBatch},
	{query: `query($id: ID!, $batch: String!, $after: String) { customer(id: $id) { deviceBatch(batchId: $batch) { devices(first: 2, after: $after) { nodes { deviceId } } } } }`, variables: elsewhere},
	{query: `query($id: ID!) { node(id: $id) { id __typename ... on Customer { companyName deviceBatches { batchId } } } }`, variables: byID},
	{query: `query($id: ID!) { node(id: $id) { id ... on DeviceBatch { batchId createdBy customer { id domain } devices(first: 2) { nodes { serialNumber modelName } } } } }`, variables: batchID},
	{query: `query($id: ID!) { node(id: $id) { id } }`, variables: deviceID},
	{query: `query($id: ID!) { node(id: $id) { id ... on Device { deviceId serialNumber productKey batch { batchId customer { companyName } } } } }`, variables: deviceID},
	{query: `query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Customer { companyName } ... on DeviceBatch { devices(first: 2) { nodes { serialNumber productKey } } } ... on Device { serialNumber productKey } } }`, variables: several, insideToo: true},
	{query: `query($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Customer { id companyName deviceBatches { batchId } } } }`, variables: entityOf("Customer", upper)},
	{query: `query($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Customer { id } } }`, variables: entityOf("Customer", byID)},
	{query: `query($of: [_Any!]!) { _entities(representations: $of) { ... on DeviceBatch { batchId status customer { id domain } devices(first: 2) { nodes { serialNumber modelName } } } } }`, variables: entityOf("DeviceBatch", batchID)},
	{query: `query($of: [_Any!]!) { _entities(representations: $of) { ... on Device { id deviceId serialNumber productKey batch { batchId customer { companyName } } } } }`, variables: entityOf("Device", deviceID)},
	{query: `query($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Customer { companyName } ... on DeviceBatch { devices(first: 2) { nodes { serialNumber productKey } } } ... on Device { serialNumber productKey } } }`, variables: entities, insideToo: true},
	{query: `query($id: ID!) { customers(first: 5) { totalCount nodes { id companyName } } a: customer(id: $id) { id } b: node(id: $id) { id } }`, variables: byID, insideToo: true},
	{query: `query($id: ID!) { customers(nameStartsWith: "a") { nodes { id companyName deviceBatches { batchId } } pageInfo { endCursor } } customer(id: $id) { id } }`, variables: byID, insideToo: true},
}
