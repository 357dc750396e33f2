package export

import "strings"

// CSV is RFC 4180 in UTF-8 without a byte order mark, with a header. The first
// five columns are those of the list that Partner Center's portal takes, in its
// order; the others follow.
//
// A spreadsheet takes a value that begins with = + - or @ (or with a tab or a
// line break, which it skips) for a formula, and a device's values are whatever
// somebody registered. Such a value gets an apostrophe in front and quotes around
// it. One that begins with an apostrophe gets another, so that a program reads
// every value back by taking away one apostrophe from its beginning, if there is
// one.
type CSV struct{}

var columns = []struct {
	name  string
	value func(Device) string
}{
	{"Device serial number", func(d Device) string { return text(d.SerialNumber) }},
	{"Windows product ID", func(d Device) string { return text(d.ProductKey) }},
	{"Hardware hash", func(d Device) string { return text(d.HardwareHash) }},
	{"Manufacturer name", func(d Device) string { return text(d.OEMManufacturerName) }},
	{"Device model", func(d Device) string { return text(d.ModelName) }},
	{"Batch ID", func(d Device) string { return d.BatchID }},
	{"Device ID", func(d Device) string { return d.DeviceID }},
	{"Policies", policies},
	{"Uploaded date", func(d Device) string { return text(d.UploadedDate) }},
}

// AppendHeader appends the names of the columns.
func (CSV) AppendHeader(to []byte) []byte {
	for i, column := range columns {
		to = appendField(to, i, column.name)
	}
	return append(to, "\r\n"...)
}

// AppendDevice appends a device as one record.
func (CSV) AppendDevice(to []byte, device Device) ([]byte, error) {
	for i, column := range columns {
		to = appendField(to, i, column.value(device))
	}
	return append(to, "\r\n"...), nil
}

// appendField is not encoding/csv's, which changes the line breaks in a value
// when records end as RFC 4180 has it.
func appendField(to []byte, index int, value string) []byte {
	if index > 0 {
		to = append(to, ',')
	}
	escaped := value != "" && strings.IndexByte("=+-@\t\r\n'", value[0]) >= 0
	if !escaped && !strings.ContainsAny(value, "\",\r\n") {
		return append(to, value...)
	}
	to = append(to, '"')
	if escaped {
		to = append(to, '\'')
	}
	to = append(to, strings.ReplaceAll(value, `"`, `""`)...)
	return append(to, '"')
}

// policies is the category and the value of each, as in "OOBE: Kiosk; NONE".
func policies(d Device) string {
	var all []string
	for _, policy := range d.Policies {
		one := policy.Category
		if policy.Value != nil {
			one += ": " + *policy.Value
		}
		all = append(all, one)
	}
	return strings.Join(all, "; ")
}

func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}
