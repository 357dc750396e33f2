package pcclient

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The tests here compare the scanner with the JSON library, which reads all other
// lists and is what the scanner must not differ from.

// oracle reads a page of devices as other lists are read.
func oracle(body []byte) (envelope[Device], error) {
	var page collection[Device, deviceJSON]
	err := decode(io.NopCloser(bytes.NewReader(body)), defaultMaxBodyBytes, &page)
	return envelope[Device]{page.Items.items, page.Items.present, page.ContinuationToken, page.Links.Next}, err
}

// compareWithOracle fails where the scanner takes or refuses what the library does
// not, and where a page is another to it.
func compareWithOracle(t *testing.T, body []byte) {
	t.Helper()
	got, err := readDevices(&http.Response{Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body))}, defaultMaxBodyBytes)
	want, wantErr := oracle(body)
	if err != nil && strings.Contains(err.Error(), "nested too deep") && bytes.Count(body, []byte("["))+bytes.Count(body, []byte("{")) > maxDepth {
		return // the library's limit is another
	}
	if (err != nil) != (wantErr != nil) || KindOf(err) != KindOf(wantErr) {
		t.Fatalf("error is %v, the library's %v, of\n%q", err, wantErr, body)
	}
	if err != nil {
		// A document that was cut short is said to be no more and no less, unless
		// what there is of it is of another shape. The library is not as exact.
		cut := isCutShort(body)
		if short := errors.Is(err, io.ErrUnexpectedEOF); short && !cut ||
			!short && cut && (errors.Is(wantErr, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "of an unexpected shape")) {
			t.Fatalf("error is %v, the library's %v, of\n%q", err, wantErr, body)
		}
		return
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(envelope[Device]{})); diff != "" {
		t.Fatalf("other than the library has it: %s\nof\n%q", diff, body)
	}
}

// isCutShort reports whether a body could go on so that it is JSON.
func isCutShort(body []byte) bool {
	var document stdjson.RawMessage
	err := stdjson.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte(byteOrderMark)))).Decode(&document)
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// oddPages are small pages with what pages can have.
var oddPages = []string{
	``, `{}`, `null`, `[]`, `7`, `"x"`, `{"items":null}`, `{"items":[null]}`, `{"items":[]}x`, `{"ITEMS":[{"ID":"x"}]}`, `<html>`,
	`{"items":[],"continuationToken":null,"continuationToken":"a\nb"}`, `{"continuationToken":{"a":[1,-0.5e+7,true,false,null]},"items":[]}`,
	`{"items":[],"links":{"next":{"uri":"/x?a=b","headers":[null,{"key":"k","value":"v"}]}},"links":{"next":{"headers":null},"self":{}}}`,
	`{"items":[],"links":{"next":{"uri":"/x"}},"links":null}`, `{"items":[],"links":{"next":{"uri":"/x"},"next":null}}`,
	`{"items":[{"policies":[null,{"key":7},{"key":-1.50e3,"value":"a"},{"key":[1]},{"key":null,"value":null}]},{"policies":[{"value":"b"}]}]}`,
	`{"items":[{"policies":[{"key":"a"}],"policies":[{"key":"b"},{"key":"c"}],"policies":null},{"policies":[{"key":"d"}],"policies":[{"key":"e"}]}]}`,
	`{"items":[{"serial\u004eumber":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude9a\ud83d\ud83d\ude9a\ude9a\ud83dx\uD83D\u0041"}]}`,
	`{"items":[{"serial_Number":"a","PRODUCT-KEY":"b","\u212aey":"c","oem-manufacturer-name":"d","policieſ":[{"KEY":"x"}],"--id__":"e"}]}`,
	// Members in the order of the object before, in another, more and fewer of them, and spelt in other ways.
	`{"items":[{"id":"a","serialNumber":"b"},{"id":"c","serialNumber":"d"},{"serialNumber":"e","id":"f"},{"id":"g"},{},{"id":"h","x":1,"serialNumber":"i"}]}`,
	`{"items":[{"id": "a", "modelName" :"b"},{"id": "c", "modelName" :"d"},{"id":"e","modelName":"f"},{ "id" : "g" , "modelname" : "h" }]}`,
	`{"items":[{"id":"a","\u0069d":"b"},{"id":"c","\u0069d":"d"},{"id":"e","\u0069d:"f"}]}`, `{"items":[{"id":"a"},{"id":7}]}`, `{"items":[{"id":"a"},{"id":`,
	`{"items":[{"policies":[{"key":"a","value":"b"},{"value":"c","key":"d"},{"key":"e","value":"f"}]},{"policies":[{"value":"g"}]}]}`,
	`{"items":[{` + strings.Repeat(`"x":1,`, 30) + `"id":"a"},{` + strings.Repeat(`"x":1,`, 30) + `"id":"b"},{"x":1,"id":"c"}]}`,
	`{"items":[{"id":7}]}`, `{"items":[{"id":true}]}`, `{"items":[{"id":{"a":"b"}}]}`, `{"items":[{"modelName":["x"]}]}`, `{"items":[["x"]]}`,
	`{"items":[{"uploadedDate":"2018-07-24T15:03:40.3184992-07:00"},{"uploadedDate":"2018-07-24T15:03:40","uploadedDate":12},{"uploadedDate":{"a":1}}]}`,
	`{"items":[{"x":"\u12"}]}`, `{"items":[{"x":"\ud800\u12"}]}`, `{"items":[{"x":"\x"}]}`, "{\"items\":[{\"x\":\"a\tb\"}]}", "{\"items\":[{\"x\":\"\x7f\"}]}",
	`{"x":[1e5,1E-5,0.0,-0,-1.0]}`, `{"x":[01]}`, `{"x":[1.]}`, `{"x":[.5]}`, `{"x":[+1]}`, `{"x":[1e]}`, `{"x":[-]}`, `{"x":[--1]}`, `{"x":[1,]}`, `{"x":1,}`, `{,}`,
	`{"x" "y"}`, `{"x":nulL}`, `{"x":truefalse}`, `{"x":[}`, `{"x":{]}`, `{x:1}`, `{"items":[{}{}]}`, "\ufeff{}", "{\"items\":\u00a0[]}",
	"{\"items\":[{\"id\":\"\xff\xfe\",\"i\xffd\":\"\xed\xa0\x80\",\"modelName\":\"\xe6\x97\"}]}", "\xff{}",
}

func recordedPages(t testing.TB) [][]byte {
	pages := [][]byte{devicesPage(3)}
	for _, name := range []string{
		"recorded-devices-2018.json", "documented-devices-2023.json", "recorded-device-batches-2018.json", "documented-customers.json",
	} {
		pages = append(pages, []byte(testdata(t, name)))
	}
	for _, page := range oddPages {
		pages = append(pages, []byte(page))
	}
	return pages
}

func TestScannerReadsWhatTheLibraryReads(t *testing.T) {
	t.Parallel()
	for _, page := range recordedPages(t) {
		for end := range len(page) + 1 {
			compareWithOracle(t, page[:end])
		}
		for _, behind := range []string{" \r\n\t", "\x00", "x", ",", "}", "\f"} {
			compareWithOracle(t, append(page[:len(page):len(page)], behind...))
		}
	}
	compareWithOracle(t, devicesPage(pageSize+1))
}

// TestScannerReadsMutationsAsTheLibraryDoes edits pages in one or two places.
func TestScannerReadsMutationsAsTheLibraryDoes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	pages := recordedPages(t)
	const tokens = "{}[],:\"\\ \t\n\x00\x1f\x7f0123456789-+.eEtfnulu_axX\xc3\xa9\xff\xed"
	pieces := []string{`null`, `""`, `"\ud83d`, `\ude00"`, `{}`, `[]`, `[null]`, `"id":"x",`, `"items":[{"id":"y"}],`, `1e9`, `true`, byteOrderMark}
	taken := 0
	for range 60_000 {
		page := bytes.Clone(pages[random.IntN(len(pages))])
		for range 1 + random.IntN(2) {
			at, end := random.IntN(len(page)+1), len(page)
			var edit string
			switch random.IntN(5) {
			case 0: // insert a byte
				edit, end = string(tokens[random.IntN(len(tokens))]), at
			case 1: // insert a piece
				edit, end = pieces[random.IntN(len(pieces))], at
			case 2: // replace a byte
				edit, end = tokens[random.IntN(len(tokens)):][:1], min(at+1, len(page))
			case 3: // drop some bytes
				end = min(at+1+random.IntN(12), len(page))
			case 4: // repeat some bytes
				edit, end = string(page[at:min(at+1+random.IntN(40), len(page))]), at
			}
			page = append(append(page[:at:at], edit...), page[end:]...)
		}
		compareWithOracle(t, page)
		if _, err := oracle(page); err == nil {
			taken++
		}
	}
	if taken < 5_000 || taken > 55_000 {
		t.Errorf("%d of 60,000 pages are good: that tells little", taken)
	}
}

// TestMembersAreFoundInAnyCase checks that both lists of names are of the same names.
func TestMembersAreFoundInAnyCase(t *testing.T) {
	t.Parallel()
	found := map[member]bool{}
	for _, name := range []string{
		"items", "continuationToken", "links", "next", "uri", "headers", "key", "value", "id", "serialNumber", "productKey",
		"hardwareHash", "modelName", "oemManufacturerName", "policies", "uploadedDate",
	} {
		want := memberOf(name)
		found[want] = true
		for _, spelling := range []string{strings.ToLower(name), strings.ToUpper(name), "_" + name, name[:1] + "-" + strings.ToUpper(name[1:])} {
			if got := memberOf(spelling); got != want || want == memberUnknown {
				t.Errorf("%s is %d, %s is %d", name, want, spelling, got)
			}
		}
		for _, other := range []string{" " + name, name + " ", name + "s", name[1:], name + "\x00", name + "ü"} {
			if got := memberOf(other); got != memberUnknown {
				t.Errorf("%q is %d", other, got)
			}
		}
	}
	if len(found) != int(memberUploadedDate) {
		t.Errorf("%d names for %d members", len(found), memberUploadedDate)
	}
}

// FuzzScanDevices checks that no body is another page to the scanner than to the
// JSON library.
func FuzzScanDevices(f *testing.F) {
	for _, page := range recordedPages(f) {
		f.Add(page)
	}
	f.Fuzz(compareWithOracle)
}

// deviceJSON is a device as it is sent.
type deviceJSON struct {
	ID                  string                   `json:"id"`
	SerialNumber        string                   `json:"serialNumber"`
	ProductKey          string                   `json:"productKey"`
	HardwareHash        string                   `json:"hardwareHash"`
	ModelName           string                   `json:"modelName"`
	OEMManufacturerName string                   `json:"oemManufacturerName"`
	Policies            list[Policy, policyJSON] `json:"policies"`
	UploadedDate        date                     `json:"uploadedDate"`
}

func (d deviceJSON) value() Device {
	return Device{
		ID:                  d.ID,
		SerialNumber:        d.SerialNumber,
		ProductKey:          d.ProductKey,
		HardwareHash:        d.HardwareHash,
		ModelName:           d.ModelName,
		OEMManufacturerName: d.OEMManufacturerName,
		Policies:            d.Policies.items,
		UploadedDate:        d.UploadedDate.Time,
	}
}

type policyJSON struct {
	Key   text   `json:"key"`
	Value string `json:"value"`
}

func (p policyJSON) value() Policy {
	return Policy{Category: PolicyCategory(p.Key), Value: p.Value}
}
