package entra

import (
	"crypto/subtle"
	"net/url"
	"strings"
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// authenticate makes sure that the request is the application's own: by its secret,
// or by an assertion that a registered certificate signed. tenantURL is what the
// tenant's addresses begin with.
func (s *Server) authenticate(form url.Values, tenantURL string) *refusal {
	id := form.Get("client_id")
	if id == "" {
		return missing("client_id")
	}
	if !strings.EqualFold(id, s.options.ClientID) {
		return badRequest("unauthorized_client", 700016, "Application with identifier '%s' was not found in the directory '%s'.", id, s.options.Tenant)
	}
	if assertion := form.Get("client_assertion"); assertion != "" {
		if form.Get("client_assertion_type") != assertionType {
			return missing("client_assertion_type")
		}
		return s.checkAssertion(assertion, tenantURL)
	}
	secret := form.Get("client_secret")
	if secret == "" {
		return invalidClient(7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
	}
	if s.options.ClientSecret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(s.options.ClientSecret)) != 1 {
		return invalidClient(7000215, "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.", s.options.ClientID)
	}
	return nil
}
