package pcsim

import (
	"bytes"
	"encoding/json"
)

// The shapes on the wire, with members in the order in which the
// documentation's examples and the recorded answers have them.

// collection is one answer of a list. TotalCount counts the items of this
// answer, as in every recorded body, and not those of the list.
type collection[T any] struct {
	// ContinuationToken is raw because the end of a list can be spelled as no
	// member, null or an empty string.
	ContinuationToken json.RawMessage `json:"continuationToken,omitempty"`
	TotalCount        int             `json:"totalCount"`
	Items             []T             `json:"items"`
	Links             *links          `json:"links,omitempty"`
	Attributes        *attributes     `json:"attributes"`
}

type links struct {
	Self *link `json:"self,omitempty"`
	Next *link `json:"next,omitempty"`
}

type link struct {
	URI     string   `json:"uri"`
	Method  string   `json:"method"`
	Headers []header `json:"headers"`
}

type header struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

type attributes struct {
	Etag       string `json:"etag,omitempty"`
	ObjectType string `json:"objectType"`
}

// getLink is a link to uri, which is relative to the version root and so has no
// /v1 in front.
func getLink(uri string, headers ...header) *link {
	if headers == nil {
		headers = []header{}
	}
	return &link{URI: uri, Method: "GET", Headers: headers}
}

func objectType(name string) *attributes { return &attributes{ObjectType: name} }

// wireCustomer is the short form in lists and, with the members behind
// CommerceID and BillingProfile, the long one of "Get a customer by ID".
type wireCustomer struct {
	ID                    string              `json:"id"`
	CommerceID            string              `json:"commerceId,omitempty"`
	CompanyProfile        wireCompanyProfile  `json:"companyProfile"`
	BillingProfile        *wireBillingProfile `json:"billingProfile,omitempty"`
	RelationshipToPartner string              `json:"relationshipToPartner"`
	AllowDelegatedAccess  *bool               `json:"allowDelegatedAccess,omitempty"`
	CustomDomains         []string            `json:"customDomains,omitempty"`
	Links                 *links              `json:"links,omitempty"`
	Attributes            *attributes         `json:"attributes"`
}

type wireCompanyProfile struct {
	TenantID    string       `json:"tenantId"`
	Domain      string       `json:"domain"`
	CompanyName string       `json:"companyName,omitempty"`
	Address     *wireAddress `json:"address,omitempty"`
	Email       string       `json:"email,omitempty"`
	Links       *links       `json:"links,omitempty"`
	Attributes  *attributes  `json:"attributes"`
}

type wireBillingProfile struct {
	ID             string       `json:"id"`
	FirstName      string       `json:"firstName"`
	LastName       string       `json:"lastName"`
	Email          string       `json:"email"`
	Culture        string       `json:"culture"`
	Language       string       `json:"language"`
	CompanyName    string       `json:"companyName,omitempty"`
	DefaultAddress *wireAddress `json:"defaultAddress"`
	Links          *links       `json:"links"`
	Attributes     *attributes  `json:"attributes"`
}

type wireAddress struct {
	Country      string `json:"country"`
	City         string `json:"city"`
	State        string `json:"state,omitempty"`
	AddressLine1 string `json:"addressLine1"`
	PostalCode   string `json:"postalCode"`
	PhoneNumber  string `json:"phoneNumber"`
}

type wireBatch struct {
	ID           string      `json:"id"`
	CreatedBy    string      `json:"createdBy,omitempty"`
	Status       string      `json:"status,omitempty"`
	CreationDate string      `json:"creationDate"`
	DevicesCount int         `json:"devicesCount"`
	DevicesLink  *link       `json:"devicesLink"`
	Attributes   *attributes `json:"attributes"`
}

type wireDevice struct {
	ID                  string `json:"id"`
	SerialNumber        string `json:"serialNumber,omitempty"`
	ProductKey          string `json:"productKey,omitempty"`
	ModelName           string `json:"modelName,omitempty"`
	OEMManufacturerName string `json:"oemManufacturerName,omitempty"`
	// Policies tells absent (nil) from null (a nil slice) from empty.
	Policies          *[]wirePolicy `json:"policies,omitempty"`
	UploadedDate      string        `json:"uploadedDate"`
	AllowedOperations []string      `json:"allowedOperations,omitempty"`
	Attributes        *attributes   `json:"attributes,omitempty"`
	// SpacedAttributes has the key that one documented device has: with a space
	// in front.
	SpacedAttributes *attributes `json:" attributes,omitempty"`
}

type wirePolicy struct {
	Key   string  `json:"key"`
	Value *string `json:"value"`
}

// apiFault is the body of nearly every refusal.
type apiFault struct {
	Code        Code     `json:"code"`
	Description string   `json:"description"`
	Data        []string `json:"data"`
	Source      string   `json:"source"`
}

// compact writes v as Partner Center does: without spaces, and with < > & as
// they are.
func compact(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		// Only types of this package are ever written, and none of them can
		// fail: this is a mistake in the package, not in a request.
		panic("pcsim: " + err.Error())
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
