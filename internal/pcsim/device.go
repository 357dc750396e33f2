package pcsim

import (
	"fmt"
	"time"
)

// policies spells the member in every way that has been seen: absent, null,
// empty, with a value of null, and with a policy's name.
func policies(i int) *[]wirePolicy {
	const oobe = "o_o_b_e"
	name := "DefaultRoaming"
	switch i % 8 {
	case 2:
		return nil
	case 3:
		return new([]wirePolicy)
	case 5:
		return &[]wirePolicy{}
	case 1, 4:
		return &[]wirePolicy{{Key: oobe, Value: &name}}
	case 6:
		return &[]wirePolicy{{Key: oobe, Value: &name}, {Key: "none", Value: nil}}
	default:
		return &[]wirePolicy{{Key: oobe, Value: nil}}
	}
}

// unset is .NET's smallest date, which Partner Center sends for "not set".
const unset = "0001-01-01T00:00:00"

// moment is a date in one of the three spellings that the service mixes: without
// a zone (which means UTC), with seven digits and an offset, and with a Z.
func moment(i, spelling int) string {
	at := time.Date(2024, time.March, 4, 8, 15, 0, 318_499_200, time.UTC).Add(time.Duration(i) * 97 * time.Second)
	switch spelling % 3 {
	case 0:
		return at.Format("2006-01-02T15:04:05")
	case 1:
		return at.In(time.FixedZone("", -7*60*60)).Format("2006-01-02T15:04:05.0000000-07:00")
	default:
		return at.Format("2006-01-02T15:04:05.000Z")
	}
}

// machines are makers and their models, as a maker registers them.
var machines = [...]struct{ maker, model string }{
	{"Microsoft Corporation", "Surface Laptop 6"},
	{"Dell Inc.", "Latitude 7450"},
	{"HP", "HP EliteBook 840 14 inch G11 Notebook PC"},
	{"LENOVO", "21KC0004US"},
	{"Hewlett-Packard", "HP Z420 Workstation"},
	{"Dell Inc.", "Precision WorkStation T7500"},
	{"Microsoft Corporation", "Virtual Machine"},
}

// generated is the device at position i of the list that key stands for; its
// bytes depend on nothing else. Twenty devices in a row show every oddity.
func generated(key uint64, i int) wireDevice {
	first := mix(key + 2*uint64(i))
	second := mix(key + 2*uint64(i) + 1)
	machine := machines[first%uint64(len(machines))]
	device := wireDevice{
		ID:                  guid(first, second),
		SerialNumber:        serialNumber(second),
		ProductKey:          fmt.Sprintf("00329-%05d-%04d-AA%03d", first%100_000, second%10_000, i%1000),
		ModelName:           machine.model,
		OEMManufacturerName: machine.maker,
		Policies:            policies(i),
		UploadedDate:        moment(i, i),
		Attributes:          objectType("Device"),
	}
	switch i % 20 {
	case 7: // a virtual machine's id is no GUID
		device.ID = virtualMachineID(first)
		device.SerialNumber = device.ID
	case 9: // registered by hardware hash and serial number
		device.ProductKey = ""
	case 11:
		device.Attributes = nil
	case 13:
		device.AllowedOperations = []string{"GET", "PATCH", "DELETE"}
	case 17: // registered by product key alone
		device.SerialNumber, device.ModelName, device.OEMManufacturerName = "", "", ""
	case 19:
		device.UploadedDate = unset
	}
	return device
}

// serialNumber is ten digits and letters, without those that look alike.
func serialNumber(bits uint64) string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var text [10]byte
	for i := range text {
		text[i] = digits[bits>>(5*i)&31]
	}
	return string(text[:])
}

// virtualMachineID is spelled like 9993-8627-3608-6844-6369-4361-72, the device
// id in the documentation of "Update a list of devices with a policy".
func virtualMachineID(bits uint64) string {
	part := func(i int) uint64 { return mix(bits+uint64(i)) % 10_000 }
	return fmt.Sprintf("%04d-%04d-%04d-%04d-%04d-%04d-%02d",
		part(0), part(1), part(2), part(3), part(4), part(5), part(6)%100)
}
