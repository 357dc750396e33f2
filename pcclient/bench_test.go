package pcclient

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
)

// devicesPage is a page as Partner Center sends it, with what makes its pages
// awkward: a byte order mark, nulls, a name with a space in front, odd dates.
func devicesPage(devices int) []byte {
	var b bytes.Buffer
	b.WriteString(byteOrderMark + `{"totalCount":` + fmt.Sprint(devices) + `,"items":[`)
	for i := range devices {
		if i > 0 {
			b.WriteByte(',')
		}
		policies := `[{"key":"o_o_b_e","value":"DefaultRoaming"}]`
		if i%3 == 0 {
			policies = "null"
		}
		fmt.Fprintf(&b, `{"id":"9a2b05d1-2f89-4688-9768-%012d","serialNumber":"R9-ZNP%05d",`+
			`"productKey":"00329-00000-0003-AA%03d","modelName":"Surface 7","oemManufacturerName":"Müller \"IT\"",`+
			`"policies":%s,"uploadedDate":"2018-07-24T15:03:40.3184992-07:00"," attributes":{"objectType":"Device"}}`,
			i, i, i, policies)
	}
	b.WriteString(`],"continuationToken":"AQAAAA==","links":{},"attributes":{"objectType":"Collection"}}`)
	return b.Bytes()
}

func BenchmarkDecodeDevices(b *testing.B) {
	body := devicesPage(pageSize)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		resp := &http.Response{Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body))}
		if _, err := readDevices(resp, defaultMaxBodyBytes); err != nil {
			b.Fatal(err)
		}
	}
}
