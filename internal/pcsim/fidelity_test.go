package pcsim

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The documentation's example of a filtered list of customers is a real answer:
// its Content-Length, 1839, is that of its body without spaces and with a byte
// order mark. The simulator gives the same.
func TestDocumentedCustomersExample(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	a := get(t, s, "/v1/customers?size=0&filter=%7B%22Field%22%3A%22Domain%22%2C%22Value%22%3A%22cont%22%2C%22Operator%22%3A%22starts_with%22%7D")
	if got := a.header.Get("Content-Length"); got != "1839" {
		t.Errorf("Content-Length is %s, documented is 1839: %s", got, a.text)
	}
	want := []string{"c5757d70-06f3-4f23-8367-5a9e55019f94", "7b26b357-9ca3-48b8-a58e-4febe2662a5d", "bfbd6ef0-311f-47ec-bbd7-0fcb7846661b"}
	if got := a.ids(); !slices.Equal(got, want) {
		t.Errorf("customers are %q, documented are %q", got, want)
	}
}

// The example of "Get a list of device batches for the specified customer" has a
// Content-Length of 339 around this one batch.
func TestDocumentedBatchExample(t *testing.T) {
	t.Parallel()
	const documented = `{"id":"Test batch","status":"finished","creationDate":"2017-07-25T01:51:00","devicesCount":5,` +
		`"devicesLink":{"uri":"/customers/47021739-3426-40bf-9601-61b4b6d7c793/deviceBatches/Test batch/devices","method":"GET","headers":[]},` +
		`"attributes":{"objectType":"DeviceBatch"}}`
	const around = `{"totalCount":1,"items":[],"attributes":{"objectType":"Collection"}}`
	if length := len(documented) + len(around) + 3; length != 339 {
		t.Fatalf("the example was copied wrongly: it has %d bytes", length)
	}
	a := get(t, newServer(t, Options{}), "/v1/customers/"+CustomerDocumented+"/deviceBatches")
	if !strings.Contains(a.text, documented) || !strings.HasSuffix(a.text, `],"attributes":{"objectType":"Collection"}}`) {
		t.Errorf("the documented batch is not in %s", a.text)
	}
}

func TestDocumentedDevices(t *testing.T) {
	t.Parallel()
	a := get(t, newServer(t, Options{}), devicesPath(CustomerDocumented, BatchDocumented))
	want := `{"totalCount":2,"items":[` +
		`{"id":"7c141ea9-2816-4e15-a819-53f6856499ff","serialNumber":"2R9-ZNP67","productKey":"00329-00000-0003-AA6069","modelName":"Precision WorkStation T7500","oemManufacturerName":"Dell Inc.",` +
		`"policies":[{"key":"o_o_b_e","value":null}],"uploadedDate":"2017-08-09T14:43:26.0092288-07:00"," attributes":{"objectType":"Device"}},` +
		`{"id":"e528a62f-5031-49f4-bea7-5fafe47388fd","serialNumber":"1234567890","productKey":"12345-67890-09876-54321-13579","modelName":"HP Z420 Workstation","oemManufacturerName":"Hewlett-Packard",` +
		`"policies":[{"key":"o_o_b_e","value":null}],"uploadedDate":"2017-08-09T14:35:51.3126144-07:00","attributes":{"objectType":"Device"}}` +
		`],"links":{},"attributes":{"objectType":"Collection"}}`
	if a.text != want {
		t.Errorf("got  %s\nwant %s", a.text, want)
	}
}

func TestRecordedAnswers(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	for path, want := range map[string]string{
		"/v1/customers/" + CustomerRecorded + "/deviceBatches": `{"totalCount":1,"items":[{"id":"Testing1","creationDate":"0001-01-01T00:00:00","devicesCount":1,` +
			`"devicesLink":{"uri":"/customers/46a62ece-10ad-42e5-b3f1-b2ed53e6fc08/deviceBatches/Testing1/devices","method":"GET","headers":[]},` +
			`"attributes":{"objectType":"DeviceBatch"}}],"attributes":{"objectType":"Collection"}}`,
		devicesPath(CustomerRecorded, BatchRecorded): `{"totalCount":1,"items":[{"id":"9a2b05d1-2f89-4688-9768-c104e76626a8","serialNumber":"R9-ZNP74","productKey":"00329-00000-0003-AA613",` +
			`"modelName":"Surface 7","oemManufacturerName":"Microsoft","policies":[{"key":"o_o_b_e","value":"DefaultRoaming"}],"uploadedDate":"2018-07-24T15:03:40.3184992-07:00",` +
			`"attributes":{"objectType":"Device"}}],"links":{},"attributes":{"objectType":"Collection"}}`,
	} {
		if a := get(t, s, path); a.text != want {
			t.Errorf("%s\ngot  %s\nwant %s", path, a.text, want)
		}
	}
}

func TestAnswerHeaders(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	guids := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	made := get(t, s, "/v1/customers")
	for name, pattern := range map[string]*regexp.Regexp{
		"MS-RequestId":     guids,
		"MS-CorrelationId": guids,
		"MS-CV":            regexp.MustCompile(`^[A-Za-z0-9+/]{16}\.0$`),
		"MS-ServerId":      regexp.MustCompile(`.`),
		"Request-Context":  regexp.MustCompile(`^appId=cid-v1:`),
		"X-Locale":         regexp.MustCompile(`^en-US,en-US$`),
		"Content-Type":     regexp.MustCompile(`^application/json; charset=utf-8$`),
	} {
		if got := made.header.Get(name); !pattern.MatchString(got) {
			t.Errorf("header %s is %q, want %s", name, got, pattern)
		}
	}
	if other := get(t, s, "/v1/customers"); other.header.Get("MS-RequestId") == made.header.Get("MS-RequestId") {
		t.Error("two requests got the same MS-RequestId")
	}
	const id, correlation = "3705FC6D-4127-4a87-bdba-9658f73fe019", "b12260fb-82de-4701-a25f-dcd367690645"
	for _, path := range []string{"/v1/customers", devicesPath(CustomerDocumented, "unknown")} {
		a := get(t, s, path, "MS-RequestId", id, "MS-CorrelationId", correlation, "X-Locale", "de-DE")
		if a.header.Get("MS-RequestId") != id || a.header.Get("MS-CorrelationId") != correlation || a.header.Get("X-Locale") != "de-DE,de-DE" {
			t.Errorf("%s: ids and locale are not sent back: %v", path, a.header)
		}
	}
}

func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	for _, without := range []bool{false, true} {
		s := newServer(t, Options{NoBOM: without})
		if a := get(t, s, "/v1/customers"); a.marked == without || a.body == nil {
			t.Errorf("NoBOM %v: marked is %v", without, a.marked)
		}
		if a := get(t, s, "/v1/customers/x"); a.marked || a.body == nil {
			t.Errorf("NoBOM %v: an error body is marked: %s", without, a.text)
		}
	}
}

func TestExamplesShowEveryOddity(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	batches := get(t, s, "/v1/customers/"+CustomerOdd+"/deviceBatches").text
	for _, want := range []string{
		`"creationDate":"0001-01-01T00:00:00"`, `"status":"waiting_for_approval"`, `"createdBy":"`,
		`"id":"No status","creationDate"`, `"devicesCount":90`, `"devicesCount":0`,
	} {
		if !strings.Contains(batches, want) {
			t.Errorf("no batch has %s", want)
		}
	}
	devices := get(t, s, devicesPath(CustomerDocumented, BatchLarge)).text
	for _, want := range []string{
		`"policies":null`, `"policies":[]`, `"policies":[{"key":"o_o_b_e","value":null}]`, `"value":"DefaultRoaming"`,
		`"uploadedDate":"0001-01-01T00:00:00"`, `"allowedOperations":["GET","PATCH","DELETE"]`,
	} {
		if !strings.Contains(devices, want) {
			t.Errorf("no device has %s", want)
		}
	}
	for _, pattern := range []string{
		`"id":"\d{4}(-\d{4}){5}-\d{2}"`,                                // not a GUID
		`"oemManufacturerName":"[^"]+","uploadedDate"`,                 // no policies
		`"uploadedDate":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"`,              // no zone
		`"uploadedDate":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}-07:00"`, // an offset
		`"uploadedDate":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"`,      // UTC
		`"uploadedDate":"[^"]+"}`,                                      // no attributes
		`{"id":"[^"]+","productKey":"[^"]+","policies"`,                // no serial number, no maker
		`"serialNumber":"[^"]+","modelName":"[^"]+"`,                   // no product key
	} {
		if !regexp.MustCompile(pattern).MatchString(devices) {
			t.Errorf("no device fits %s", pattern)
		}
	}
}
