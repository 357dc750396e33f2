package pcsim

import "fmt"

// The customers that are always there, in the order in which they are listed.
const (
	// CustomerDocumented is the customer of both documentation pages on reading
	// batches and devices. Its batches are [BatchTest], [BatchDocumented] and
	// [BatchLarge].
	CustomerDocumented = "47021739-3426-40bf-9601-61b4b6d7c793"
	// CustomerRecorded is the customer of the recorded answers of 2018, with the
	// one recorded batch, [BatchRecorded].
	CustomerRecorded = "46a62ece-10ad-42e5-b3f1-b2ed53e6fc08"
	// CustomerEmpty has no batches.
	CustomerEmpty = "c5757d70-06f3-4f23-8367-5a9e55019f94"
	// CustomerMany has 40 batches, "Branch 01" to "Branch 40", of 10 to 250
	// devices. "Branch 06", 14, 22, 30 and 38 hold 100, 101, 200, 201 and 250.
	CustomerMany = "7b26b357-9ca3-48b8-a58e-4febe2662a5d"
	// CustomerNames has batches whose ids are hard to put into a path.
	CustomerNames = "bfbd6ef0-311f-47ec-bbd7-0fcb7846661b"
	// CustomerOdd has batches with unusual members, dates and list ends: see
	// [Server.Describe].
	CustomerOdd = "b44bb1fb-c595-45b0-9e09-d657365580bf"
	// CustomerNameless has no company name.
	CustomerNameless = "dfd8cc0a-c592-468c-8461-869a38d24738"
	// CustomerStranger is nobody's customer here: every path answers 403, 20002.
	CustomerStranger = "45c44870-ef77-4fdd-b6fe-3dacb075cff2"
)

// Batches of the documented and the recorded customer.
const (
	// BatchTest has 5 devices: "Get a list of device batches for the specified
	// customer".
	BatchTest = "Test batch"
	// BatchDocumented has the 2 devices of "Get a list of devices for the
	// specified batch and customer", one with the key " attributes".
	BatchDocumented = "testbatch"
	// BatchLarge has 1,050 devices: ten full pages and a half one.
	BatchLarge = "Large rollout"
	// BatchRecorded has 1 device, as recorded.
	BatchRecorded = "Testing1"
)

// Batches of [CustomerOdd]. Those about the end of a list hold 130 devices.
const (
	// BatchNoDevices is empty, and says so.
	BatchNoDevices = "No devices"
	// BatchLagging reports 40 devices fewer than it lists.
	BatchLagging = "Lagging count"
	// BatchNoStatus has no status.
	BatchNoStatus = "No status"
	// BatchNewStatus has a status that no document names.
	BatchNewStatus = "New status"
	// BatchEndNull ends with "continuationToken": null.
	BatchEndNull = "Null token at the end"
	// BatchEndEmpty ends with "continuationToken": "".
	BatchEndEmpty = "Empty token at the end"
	// BatchEndBlank ends with "continuationToken": " ".
	BatchEndBlank = "Blank token at the end"
	// BatchEndEmptyPage ends with a token that leads to a page without items.
	BatchEndEmptyPage = "Empty page at the end"
)

// HardBatchNames are the ids of the batches of [CustomerNames].
func HardBatchNames() []string {
	return []string{
		"two  spaces", "Zürich – Büro 4", "東京 オフィス", "north/south", "100%", "50%2F50", "#1", "why?", "a+b",
		`"quoted" & 'single'`, "semi;colon,comma", "back\\slash", "deviceBatches", "a=b&c=d", "x:y@z",
	}
}

// examples are the documented and the odd customers, with the devices they have
// whatever the seed.
func examples() []customer {
	return []customer{
		{CustomerDocumented, "Wingtip Toys", "wingtiptoys.onmicrosoft.com", "reseller", batchSlice{
			{id: BatchTest, status: "finished", creationDate: "2017-07-25T01:51:00", devices: 5, device: ordinary(CustomerDocumented, BatchTest)},
			{id: BatchDocumented, status: "finished", creationDate: "2017-08-09T14:35:00", devices: 2, device: documentedDevice},
			{id: BatchLarge, status: "finished", creationDate: moment(0, 2), devices: 1050, device: ordinary(CustomerDocumented, BatchLarge)},
		}},
		{CustomerRecorded, "DT Demo CSP Customer 005", "dtdemocspcustomer005.onmicrosoft.com", "reseller", batchSlice{
			{id: BatchRecorded, creationDate: unset, devices: 1, device: recordedDevice},
		}},
		{CustomerEmpty, "Contoso190", "contoso190.onmicrosoft.com", "reseller", batchSlice{}},
		{CustomerMany, "Contoso", "ContosoCorpCo.onmicrosoft.com", "reseller", branches()},
		{CustomerNames, "Contoso", "contosocorpdemo.onmicrosoft.com", "reseller", hardNames()},
		{CustomerOdd, "Fabrikam", "fabrikam.onmicrosoft.com", "advisor", oddities()},
		{CustomerNameless, "", "xyz.ccsctp.net", "none", batchSlice{
			{id: "First order", status: "finished", creationDate: moment(3, 0), devices: 3, device: ordinary(CustomerNameless, "First order")},
		}},
	}
}

func ordinary(customer, batch string) func(int) wireDevice {
	key := hash(customer, batch)
	return func(i int) wireDevice { return generated(key, i) }
}

func branches() batchSlice {
	exact := [...]int{100, 101, 200, 201, 250}
	list := make(batchSlice, 40)
	for i := range list {
		id := fmt.Sprintf("Branch %02d", i+1)
		devices := 10 + i*37%90
		if i%8 == 5 {
			devices = exact[i/8]
		}
		list[i] = batch{
			id: id, status: "finished", creationDate: moment(i*500, i),
			devices: devices, device: ordinary(CustomerMany, id),
		}
	}
	return list
}

func hardNames() batchSlice {
	var list batchSlice
	for i, id := range HardBatchNames() {
		list = append(list, batch{
			id: id, status: "finished", creationDate: moment(i*900, i),
			devices: 3 + i, device: ordinary(CustomerNames, id),
		})
	}
	return list
}

func oddities() batchSlice {
	const longer = 130 // two pages
	list := batchSlice{
		{id: BatchNoDevices, status: "queued", creationDate: moment(0, 0)},
		{id: BatchLagging, status: "processing", creationDate: moment(100, 1), devices: longer, unreported: 40},
		{id: BatchNoStatus, creationDate: unset, devices: 12},
		{id: BatchNewStatus, status: "waiting_for_approval", creationDate: moment(200, 2), createdBy: CustomerOdd, devices: 12},
		{id: BatchEndNull, status: "finished", creationDate: moment(300, 0), devices: longer, end: endNull},
		{id: BatchEndEmpty, status: "finished_with_errors", creationDate: moment(400, 1), devices: longer, end: endEmpty},
		{id: BatchEndBlank, status: "finished", creationDate: moment(500, 2), devices: longer, end: endBlank},
		{id: BatchEndEmptyPage, status: "finished", creationDate: moment(600, 0), devices: longer, end: endEmptyPage},
	}
	for i := range list {
		list[i].device = ordinary(CustomerOdd, list[i].id)
	}
	return list
}

// documentedDevice is one of the two devices of "Get a list of devices for the
// specified batch and customer", the space in a key of the first included.
func documentedDevice(i int) wireDevice {
	noPolicy := &[]wirePolicy{{Key: "o_o_b_e"}}
	if i == 0 {
		return wireDevice{
			ID: "7c141ea9-2816-4e15-a819-53f6856499ff", SerialNumber: "2R9-ZNP67", ProductKey: "00329-00000-0003-AA6069",
			ModelName: "Precision WorkStation T7500", OEMManufacturerName: "Dell Inc.", Policies: noPolicy,
			UploadedDate: "2017-08-09T14:43:26.0092288-07:00", SpacedAttributes: objectType("Device"),
		}
	}
	return wireDevice{
		ID: "e528a62f-5031-49f4-bea7-5fafe47388fd", SerialNumber: "1234567890", ProductKey: "12345-67890-09876-54321-13579",
		ModelName: "HP Z420 Workstation", OEMManufacturerName: "Hewlett-Packard", Policies: noPolicy,
		UploadedDate: "2017-08-09T14:35:51.3126144-07:00", Attributes: objectType("Device"),
	}
}

// recordedDevice is the device of an answer recorded in July 2018.
func recordedDevice(int) wireDevice {
	name := "DefaultRoaming"
	return wireDevice{
		ID: "9a2b05d1-2f89-4688-9768-c104e76626a8", SerialNumber: "R9-ZNP74", ProductKey: "00329-00000-0003-AA613",
		ModelName: "Surface 7", OEMManufacturerName: "Microsoft", Policies: &[]wirePolicy{{Key: "o_o_b_e", Value: &name}},
		UploadedDate: "2018-07-24T15:03:40.3184992-07:00", Attributes: objectType("Device"),
	}
}
