package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"pcgraph/internal/pcsim"
)

// upstreamPage is how many items a page of Partner Center has.
const upstreamPage = 100

// A walk goes through a list by its cursors, window by window.
type walk struct {
	api       http.Handler
	query     string // of a list, with $first and $after
	variables map[string]any
}

// A window is what one step of a walk answers.
type window struct {
	Edges []struct {
		Cursor string
		Node   struct{ ID string }
	}
	PageInfo struct {
		HasNextPage, HasPreviousPage bool
		StartCursor, EndCursor       *string
	}
	TotalCount *int
}

// connection is what a walk asks of each window, where %s is the field of a
// node's own ID.
const connection = `{ edges { cursor node { ID: %s } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }`

// devicesWalk walks the devices of a batch.
func devicesWalk(api http.Handler, customer, batch string) walk {
	return walk{api, `query ($customer: ID!, $batch: String!, $first: Int, $after: String) {
		customer(id: $customer) { deviceBatch(batchId: $batch) { list: devices(first: $first, after: $after) ` + fmt.Sprintf(connection, "deviceId") + ` } }
	}`, map[string]any{"customer": customer, "batch": batch}}
}

// customersWalk walks the partner's customers.
func customersWalk(api http.Handler, nameStartsWith string) walk {
	variables := map[string]any{}
	if nameStartsWith != "" {
		variables["name"] = nameStartsWith
	}
	return walk{api, `query ($name: String, $first: Int, $after: String) {
		list: customers(first: $first, after: $after, nameStartsWith: $name) ` + fmt.Sprintf(connection, "id") + `
	}`, variables}
}

// attempt asks for one window, which may fail. after is empty for the first.
func (w walk) attempt(t testing.TB, first int, after string) (window, []graphqlError) {
	t.Helper()
	variables := maps.Clone(w.variables)
	variables["first"] = first
	if after != "" {
		variables["after"] = after
	}
	var data struct {
		List     window
		Customer struct{ DeviceBatch struct{ List window } }
	}
	errors := attempt(t, w.api, w.query, variables, &data)
	if data.List.Edges == nil {
		data.List = data.Customer.DeviceBatch.List
	}
	return data.List, errors
}

// step asks for one window, which must not fail.
func (w walk) step(t testing.TB, first int, after string) window {
	t.Helper()
	got, errors := w.attempt(t, first, after)
	if len(errors) > 0 {
		t.Fatalf("first: %d answers %+v", first, errors[0])
	}
	return got
}

func (w window) ids() []string {
	ids := make([]string, len(w.Edges))
	for i, edge := range w.Edges {
		ids[i] = edge.Node.ID
	}
	return ids
}

// cursors are those of the whole list.
func (w walk) cursors(t testing.TB) []string {
	t.Helper()
	var cursors []string
	for after := ""; ; after = cursors[len(cursors)-1] {
		got := w.step(t, 1000, after)
		for _, edge := range got.Edges {
			cursors = append(cursors, edge.Cursor)
		}
		if !got.PageInfo.HasNextPage {
			return cursors
		}
	}
}

// listed are the IDs of a whole list as Partner Center itself has it, without
// anything of ours between: a simulator that does not page answers it at once.
func listed(t testing.TB, options pcsim.Options, path string) []string {
	t.Helper()
	options.Paging = pcsim.WholeList
	sim, err := pcsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Header.Set("Authorization", "Bearer test")
	response := httptest.NewRecorder()
	sim.ServeHTTP(response, request)
	var body struct {
		Items []struct{ ID string }
	}
	if err := json.Unmarshal(bytes.TrimPrefix(response.Body.Bytes(), []byte("\ufeff")), &body); err != nil || len(body.Items) == 0 {
		t.Fatalf("%s answers %v %.200s", path, err, response.Body)
	}
	ids := make([]string, len(body.Items))
	for i, item := range body.Items {
		ids[i] = item.ID
	}
	return ids
}

func largeBatch(t testing.TB) []string {
	t.Helper()
	return listed(t, pcsim.Options{}, "/v1/customers/"+pcsim.CustomerDocumented+"/deviceBatches/"+url.PathEscape(pcsim.BatchLarge)+"/devices")
}

// windowCalls is what a window at an offset costs: the pages it touches.
func windowCalls(offset, length int) int {
	return (offset%upstreamPage + length + upstreamPage - 1) / upstreamPage
}

// pagings are the ways in which Partner Center may continue its lists.
var allPagings = map[string]pcsim.Paging{"body token": pcsim.BodyToken, "next link": pcsim.NextLink, "whole list": pcsim.WholeList}

// A walk with windows of any size gives every item once and in order, and each
// window costs exactly the pages it touches, however the upstream continues its lists.
func TestWalks(t *testing.T) {
	t.Parallel()
	few := pcsim.Options{Bulk: pcsim.Bulk{Seed: 7, Customers: 235}}
	many := pcsim.Options{Bulk: pcsim.Bulk{Seed: 7, Customers: 900}}
	for name, list := range map[string]struct {
		options pcsim.Options
		walk    func(http.Handler) walk
		want    []string
		firsts  []int
	}{
		"devices": {
			pcsim.Options{}, func(api http.Handler) walk { return devicesWalk(api, pcsim.CustomerDocumented, pcsim.BatchLarge) },
			largeBatch(t), []int{1, 7, 33, 99, 100, 101, 250, 1000},
		},
		"customers": {
			few, func(api http.Handler) walk { return customersWalk(api, "") },
			listed(t, few, "/v1/customers"), []int{7, 99, 100, 101, 1000},
		},
		"customers by name": {
			many, func(api http.Handler) walk { return customersWalk(api, "aDaTuM") }, // upper and lower case are the same
			listed(t, many, "/v1/customers?filter="+url.QueryEscape(`{"Field":"CompanyName","Value":"Adatum","Operator":"starts_with"}`)),
			[]int{33, 100, 1000},
		},
	} {
		for paging, kind := range allPagings {
			for _, first := range list.firsts {
				if kind == pcsim.NextLink && first < 33 || kind == pcsim.WholeList && first < 99 {
					continue // many windows, which take long and show nothing new
				}
				t.Run(fmt.Sprintf("%s/%s/%d", name, paging, first), func(t *testing.T) {
					t.Parallel()
					options := list.options
					options.Paging = kind
					sim, api := simulated(t, options, 0)
					walkWhole(t, sim, list.walk(api), list.want, first, kind == pcsim.WholeList)
				})
			}
		}
	}
}

func walkWhole(t *testing.T, sim *pcsim.Server, w walk, want []string, first int, whole bool) {
	t.Helper()
	var got []string
	after := ""
	for more := true; more; {
		offset := len(got)
		sim.ResetCalls()
		step := w.step(t, first, after)
		got = append(got, step.ids()...)
		inside := min(first, len(want)-offset)
		if len(step.Edges) != inside || len(got) > len(want) {
			t.Fatalf("%d items at %d of %d, want %d", len(step.Edges), offset, len(want), inside)
		}
		calls := windowCalls(offset, inside)
		if whole {
			calls = 1
		}
		if sim.TotalCalls() != calls {
			t.Fatalf("the window of %d at %d cost %d calls, want %d", first, offset, sim.TotalCalls(), calls)
		}
		info := step.PageInfo
		if more = len(got) < len(want); info.HasNextPage != more || info.HasPreviousPage != (after != "") {
			t.Fatalf("at %d of %d the page info is %+v", len(got), len(want), info)
		}
		if *info.StartCursor != step.Edges[0].Cursor || *info.EndCursor != step.Edges[inside-1].Cursor {
			t.Fatal("the page info's cursors are not those of the first and the last edge")
		}
		if known := step.TotalCount != nil; known != whole || known && *step.TotalCount != len(want) {
			t.Fatalf("the total is %v of %d", step.TotalCount, len(want))
		}
		after = *info.EndCursor
	}
	if !slices.Equal(got, want) {
		t.Error("the walk's items are not the list's")
	}
	// Behind the last item there is nothing, and that is no error.
	if end := w.step(t, first, after); len(end.Edges) != 0 || end.PageInfo.HasNextPage || !end.PageInfo.HasPreviousPage || end.PageInfo.EndCursor != nil {
		t.Errorf("behind the end there is %+v", end)
	}
}

// Whichever edge's cursor is given, in whatever order, the list goes on at the
// next device, and for the price of the window alone.
func TestWalkFromAnywhere(t *testing.T) {
	t.Parallel()
	want := largeBatch(t)
	for paging, kind := range allPagings {
		t.Run(paging, func(t *testing.T) {
			t.Parallel()
			sim, api := simulated(t, pcsim.Options{Paging: kind}, 0)
			w := devicesWalk(api, pcsim.CustomerDocumented, pcsim.BatchLarge)
			cursors := w.cursors(t)
			if len(cursors) != len(want) {
				t.Fatalf("%d cursors for %d devices", len(cursors), len(want))
			}
			random := rand.New(rand.NewPCG(1, 2))
			for range 15 {
				at, first := random.IntN(len(want)-1), 1+random.IntN(200)
				next := want[at+1 : min(at+1+first, len(want))]
				sim.ResetCalls()
				if got := w.step(t, first, cursors[at]).ids(); !slices.Equal(got, next) {
					t.Fatalf("behind device %d come %v", at, got)
				}
				calls := windowCalls(at+1, len(next))
				if kind == pcsim.WholeList {
					calls = 1
				}
				if sim.TotalCalls() != calls {
					t.Fatalf("behind device %d, %d more cost %d calls, want %d", at, first, sim.TotalCalls(), calls)
				}
			}
		})
	}
}

// A position is one text, at every reading and in every window: a client that
// reads a page again sees the same edges again.
func TestCursorsAreStable(t *testing.T) {
	t.Parallel()
	_, api := simulated(t, pcsim.Options{}, 0)
	w := devicesWalk(api, pcsim.CustomerDocumented, pcsim.BatchLarge)
	cursors := w.cursors(t)
	for _, at := range []int{0, 1, 98, 99, 100, 555, 999} {
		if got := w.step(t, 1, cursors[at]); got.Edges[0].Cursor != cursors[at+1] {
			t.Errorf("device %d has another cursor when it comes first in its window", at+1)
		}
	}
}
