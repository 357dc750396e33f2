package pcclient

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// decodeDevices decodes a page as List does.
func decodeDevices(body io.Reader, limit int64) (envelope[Device], error) {
	return readDevices(&http.Response{Body: io.NopCloser(body), ContentLength: -1}, limit)
}

func TestDecodeTolerates(t *testing.T) {
	t.Parallel()
	plain := Device{ID: "d1", SerialNumber: "s1", Policies: []Policy{{Category: PolicyOOBE, Value: "Roaming"}}}
	for name, test := range map[string]struct {
		body string
		want []Device
	}{
		"plain": {`{"items":[{"id":"d1","serialNumber":"s1","policies":[{"key":"o_o_b_e","value":"Roaming"}]}]}`, []Device{plain}},
		"byte order mark": {
			byteOrderMark + `{"items":[{"id":"d1","serialNumber":"s1","policies":[{"key":"o_o_b_e","value":"Roaming"}]}]}`, []Device{plain},
		},
		"names in any case": {`{"Items":[{"Id":"d1","SERIALNUMBER":"s1","Policies":[{"Key":"o_o_b_e","Value":"Roaming"}]}]}`, []Device{plain}},
		"white space":       {" \r\n\t{\"items\" : [ {\"id\" : \"d1\"} ] }\r\n ", []Device{{ID: "d1"}}},
		"unknown members": {
			`{"items":[{" attributes":{"objectType":"Device"}," id":"no","allowedOperations":["GET"],"id":"d1","links":{"a":[1,2]}}],"x":{"y":[{}]}}`,
			[]Device{{ID: "d1"}},
		},
		"repeated names": {`{"items":[{"id":"d0"}],"items":[{"id":"d1"},{"id":"d2","id":"d3"}]}`, []Device{{ID: "d1"}, {ID: "d3"}}},
		"null texts": {
			`{"items":[{"id":"d1","serialNumber":null,"productKey":null,"modelName":null,"uploadedDate":null,"policies":null}]}`,
			[]Device{{ID: "d1"}},
		},
		"no policies":     {`{"items":[{"id":"d1","policies":[]}]}`, []Device{{ID: "d1"}}},
		"odd policies":    {`{"items":[{"policies":[null,{"key":1,"value":null},{"key":"new_one"},null]}]}`, []Device{{Policies: []Policy{{Category: "1"}, {Category: "new_one"}}}}},
		"policies of one": {`{"items":[{"id":"d1","policies":[{"key":"none"}]},{"id":"d2"}]}`, []Device{{ID: "d1", Policies: []Policy{{Category: PolicyNone}}}, {ID: "d2"}}},
		"null items":      {`{"items":[null,{"id":"d1"},null,null,{"id":"d2"},null]}`, []Device{{ID: "d1"}, {ID: "d2"}}},
		"items null":      {`{"items":null}`, nil},
		"items empty":     {`{"items":[]}`, nil},
		"no date":         {`{"items":[{"uploadedDate":"0001-01-01T00:00:00"},{"uploadedDate":12},{"uploadedDate":{}},{"uploadedDate":"x"}]}`, make([]Device, 4)},
		"broken character": {
			"{\"items\":[{\"id\":\"a\xffb\",\"modelName\":\"\\ud800\"}]}", []Device{{ID: "a\ufffdb", ModelName: "\ufffd"}},
		},
		"totals that are none": {`{"totalCount":"many","items":[{"id":"d1"}],"links":null,"attributes":null}`, []Device{{ID: "d1"}}},
	} {
		for way, wrap := range map[string]func(io.Reader) io.Reader{"at once": nil, "byte by byte": iotest.OneByteReader} {
			t.Run(name+" "+way, func(t *testing.T) {
				t.Parallel()
				body := io.Reader(strings.NewReader(test.body))
				if wrap != nil {
					body = wrap(body)
				}
				page, err := decodeDevices(body, 1<<20)
				if err != nil || !page.present {
					t.Fatalf("error %v, items %v", err, page.present)
				}
				if diff := cmp.Diff(test.want, page.items); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body  string
		short bool // cut short, so worth another try
	}{
		"nothing":             {"", true},
		"only a mark":         {byteOrderMark, true},
		"two marks":           {byteOrderMark + byteOrderMark + "{}", false},
		"cut in a name":       {`{"items":[{"serialN`, true},
		"cut in a text":       {`{"items":[{"serialNumber":"x`, true},
		"cut behind an item":  {`{"items":[{"id":"x"}`, true},
		"cut in a null":       {`{"items":[nul`, true},
		"cut behind items":    {`{"items":[]`, true},
		"trailing text":       {`{"items":[]}x`, false},
		"trailing document":   {`{"items":[]}{}`, false},
		"trailing zero byte":  {"{\"items\":[]}\x00", false},
		"a comma too many":    {`{"items":[{},]}`, false},
		"a leading zero":      {`{"totalCount":04,"items":[]}`, false},
		"number for a text":   {`{"items":[{"serialNumber":7}]}`, false},
		"items an object":     {`{"items":{}}`, false},
		"items a text":        {`{"items":"none"}`, false},
		"an item is a number": {`{"items":[1]}`, false},
		"token a number":      {`{"items":[],"continuationToken":7}`, false},
		"deep":                {`{"x":` + strings.Repeat("[", 100_000), false},
		"too many items":      {`{"items":[` + strings.Repeat("{},", maxItems) + `{}]}`, false},
		"html":                {"<html>", false},
		"html behind a mark":  {byteOrderMark + "\n<html>", false},
		"text":                {"Service Unavailable", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := decodeDevices(strings.NewReader(test.body), 1<<20)
			if KindOf(err) != KindBadResponse {
				t.Fatalf("error is %v", err)
			}
			if short := errors.Is(err, io.ErrUnexpectedEOF); short != test.short {
				t.Errorf("cut short is %v: %v", short, err)
			}
		})
	}
}

func TestNoPrefixOfAPageIsAPage(t *testing.T) {
	t.Parallel()
	whole := devicesPage(3)
	for end := len(byteOrderMark); end < len(whole); end++ {
		if _, err := decodeDevices(bytes.NewReader(whole[:end]), 1<<20); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("the first %d bytes of %d are taken: %v", end, len(whole), err)
		}
	}
	if page, err := decodeDevices(bytes.NewReader(whole), 1<<20); err != nil || len(page.items) != 3 {
		t.Fatalf("the whole page: %v", err)
	}
}

func TestDecodeLimit(t *testing.T) {
	t.Parallel()
	body := `{"items":[]}`
	if _, err := decodeDevices(strings.NewReader(body), int64(len(body))); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	_, err := decodeDevices(strings.NewReader(body+" "), int64(len(body)))
	if KindOf(err) != KindBadResponse || !strings.Contains(err.Error(), "larger than 12 bytes") || errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("above the limit: %v", err)
	}
}

func TestDecodeSaysThatTheConnectionBroke(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	for _, start := range []string{"", "{", `{"items":[{"id":"x`, `{"items":[]}`} {
		_, err := decodeDevices(io.MultiReader(strings.NewReader(start), iotest.ErrReader(lost)), 1<<20)
		if !errors.Is(err, lost) || KindOf(err) != 0 {
			t.Errorf("behind %q: %v", start, err)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		`5`: 5, `0`: 0, `"5"`: 5,
		`null`: -1, `-1`: -1, `1.5`: -1, `1e30`: -1, `"x"`: -1, `{}`: -1, `[1]`: -1, `true`: -1, `99999999999999999999`: -1,
	} {
		var batch deviceBatchJSON
		if err := decode(io.NopCloser(strings.NewReader(`{"id":"x","devicesCount":`+body+`,"createdBy":"y"}`)), 1000, &batch); err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		got := -1
		if batch.DevicesCount.value != nil {
			got = *batch.DevicesCount.value
		}
		if got != want || batch.CreatedBy != "y" {
			t.Errorf("%s is read as %d, want %d", body, got, want)
		}
	}
}

// FuzzDecodePage checks that nothing passes for a page that is not a whole JSON
// document with items, and that what follows from a page is usable.
func FuzzDecodePage(f *testing.F) {
	for _, name := range []string{
		"recorded-devices-2018.json", "documented-devices-2023.json", "recorded-device-batches-2018.json", "documented-customers.json",
	} {
		f.Add([]byte(testdata(f, name)))
	}
	for _, seed := range []string{
		``, `{}`, `null`, `[]`, `{"items":null}`, `{"items":[null]}`, `{"items":[]}x`, `{"ITEMS":[{"ID":"x"}]}`, `<html>`,
		`{"items":[],"continuationToken":"a\nb"}`, `{"items":[],"links":{"next":{"uri":"/x?a=b?c=d#e"}}}`,
		`{"items":[{"policies":[null,{"key":7}]}],"links":{"next":{"headers":[{"key":"ms-continuationtoken","value":"x"}]}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := decodeDevices(bytes.NewReader(body), 1<<20)
		if err != nil {
			if KindOf(err) != KindBadResponse {
				t.Errorf("error is %v", err)
			}
			return
		}
		if !stdjson.Valid(bytes.TrimPrefix(body, []byte(byteOrderMark))) {
			t.Errorf("%q is no JSON", body)
		}
		if !page.present && len(page.items) > 0 {
			t.Error("there are items that are not there")
		}
		next, err := nextPage(page.token, page.next, nil)
		if err != nil {
			if KindOf(err) != KindBadResponse {
				t.Errorf("error is %v", err)
			}
			return
		}
		if _, err := (listCall{route: routeDevices, origin: next}).call(); err != nil {
			t.Errorf("the page goes on at %q, which cannot be asked for: %v", next, err)
		}
	})
}
