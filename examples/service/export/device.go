package export

// Device is a device as the API shows it. A nil pointer is null: Partner Center
// does not say, or it was not asked for. The order of the members is that of
// [JSONL].
type Device struct {
	BatchID             string   `json:"batchId"`
	DeviceID            string   `json:"deviceId"`
	SerialNumber        *string  `json:"serialNumber"`
	ProductKey          *string  `json:"productKey"`
	HardwareHash        *string  `json:"hardwareHash"`
	OEMManufacturerName *string  `json:"oemManufacturerName"`
	ModelName           *string  `json:"modelName"`
	Policies            []Policy `json:"policies"`
	UploadedDate        *string  `json:"uploadedDate"` // RFC 3339
}

// Policy is a configuration policy given to a device.
type Policy struct {
	Category string  `json:"category"`
	Value    *string `json:"value"`
}
