package credentials

import "github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"

// Cloud is one of Microsoft's clouds.
type Cloud string

// The clouds that have a Partner Center, as the page "Partner Center REST URLs" has
// them.
const (
	Global Cloud = "global"
	USGov  Cloud = "usgov"
	China  Cloud = "china" // operated by 21Vianet
)

// endpoints are where tokens come from in a cloud, and what they are for.
type endpoints struct {
	authority string // the login host
	audience  string // the resource that is Partner Center's API
}

func (c Cloud) endpoints() (endpoints, bool) {
	const (
		partnerCenter      = "https://api.partnercenter.microsoft.com"
		partnerCenterChina = "https://partner.partnercenterapi.microsoftonline.cn"
	)
	switch c {
	case "", Global:
		return endpoints{cloud.AzurePublic.ActiveDirectoryAuthorityHost, partnerCenter}, true
	case USGov: // signs in elsewhere, and calls the global Partner Center
		return endpoints{cloud.AzureGovernment.ActiveDirectoryAuthorityHost, partnerCenter}, true
	case China:
		return endpoints{cloud.AzureChina.ActiveDirectoryAuthorityHost, partnerCenterChina}, true
	}
	return endpoints{}, false
}
