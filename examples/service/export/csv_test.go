package export

import (
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func pointer(text string) *string { return &text }

func TestCSVHeader(t *testing.T) {
	t.Parallel()
	const want = "Device serial number,Windows product ID,Hardware hash,Manufacturer name,Device model,Batch ID,Device ID,Policies,Uploaded date\r\n"
	if got := string(CSV{}.AppendHeader(nil)); got != want {
		t.Errorf("the header is %q, not %q", got, want)
	}
}

func TestCSVFields(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"":                   ``,
		"R9-ZNP67":           `R9-ZNP67`,
		"5 - 3":              `5 - 3`,
		"a,b":                `"a,b"`,
		`14" screen`:         `"14"" screen"`,
		"two\nlines":         "\"two\nlines\"",
		"two\r\nlines":       "\"two\r\nlines\"",
		"=HYPERLINK(\"x\")":  `"'=HYPERLINK(""x"")"`,
		"+1":                 `"'+1"`,
		"-1":                 `"'-1"`,
		"@SUM(A1)":           `"'@SUM(A1)"`,
		"\t=1":               "\"'\t=1\"",
		"\r=1":               "\"'\r=1\"",
		"\n=1":               "\"'\n=1\"",
		"'already":           `"''already"`,
		"Zürich – Büro":      `Zürich – Büro`,
		"ends with quote\"":  `"ends with quote"""`,
		"=1+1;cmd|' /C calc": `"'=1+1;cmd|' /C calc"`,
	} {
		if got := string(appendField(nil, 0, value)); got != want {
			t.Errorf("%q is written as %s, not as %s", value, got, want)
		}
	}
}

func TestCSVDevice(t *testing.T) {
	t.Parallel()
	got, err := CSV{}.AppendDevice([]byte("before\r\n"), Device{
		BatchID: "Test batch", DeviceID: "-id", SerialNumber: pointer("=S"), ProductKey: pointer("00329"), ModelName: pointer("Model, 5"),
		Policies: []Policy{{"OOBE", pointer("Kiosk")}, {"NONE", nil}}, UploadedDate: pointer("2017-07-25T01:51:00Z"),
	})
	const want = "before\r\n\"'=S\",00329,,,\"Model, 5\",Test batch,\"'-id\",OOBE: Kiosk; NONE,2017-07-25T01:51:00Z\r\n"
	if err != nil || string(got) != want {
		t.Errorf("%q and %v, not %q", got, err, want)
	}
}

// Any value is one field to a reader of RFC 4180, is no formula to a spreadsheet,
// and is read back by taking one apostrophe away.
func TestCSVReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringOf(rapid.SampledFrom([]rune("=+-@'\"\t\r\n ,;aé"))).Draw(t, "value")
		line, err := CSV{}.AppendDevice(nil, Device{SerialNumber: &value, DeviceID: "last"})
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(strings.NewReader(string(line))).ReadAll()
		if err != nil || len(records) != 1 || len(records[0]) != len(columns) {
			t.Fatalf("%q is not one record: %q, %v", line, records, err)
		}
		read := records[0][0]
		if read != "" && strings.Contains("=+-@\t\r\n", read[:1]) {
			t.Fatalf("%q is a formula", read)
		}
		// Go's reader makes every line break a line feed.
		if want := strings.ReplaceAll(value, "\r\n", "\n"); strings.TrimPrefix(read, "'") != want {
			t.Fatalf("%q is read back as %q", want, read)
		}
	})
}
