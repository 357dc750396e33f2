package export

import "testing"

func TestJSONL(t *testing.T) {
	t.Parallel()
	got, err := JSONL{}.AppendDevice([]byte("{}\n"), Device{BatchID: "<b>", DeviceID: "d", SerialNumber: pointer("two\nlines")})
	const want = "{}\n" + `{"batchId":"<b>","deviceId":"d","serialNumber":"two\nlines","productKey":null,"hardwareHash":null,` +
		`"oemManufacturerName":null,"modelName":null,"policies":[],"uploadedDate":null}` + "\n"
	if err != nil || string(got) != want {
		t.Errorf("%s and %v, not %s", got, err, want)
	}
}
