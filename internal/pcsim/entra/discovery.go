package entra

import (
	"net/http"
	"net/url"
	"strings"
)

// publicHost is the login host of the global cloud, in whose name all others answer.
const publicHost = "login.microsoftonline.com"

// issuer is who signs a tenant's tokens. It is the public login host, whatever
// address this one has, as it is behind every proxy of the real one.
func issuer(tenant string) string { return "https://" + publicHost + "/" + tenant + "/v2.0" }

// configuration is the OpenID configuration: where the tenant's endpoints are.
func (s *Server) configuration(r *http.Request, tenant string) reply {
	if no := s.checkTenant(tenant); no != nil {
		return no.reply(r)
	}
	at := base(r) + "/" + tenant + "/oauth2/v2.0"
	return newReply(http.StatusOK, map[string]any{
		"issuer":                                issuer(tenant),
		"authorization_endpoint":                at + "/authorize",
		"token_endpoint":                        at + "/token",
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt"},
		"response_types_supported":              []string{"code"},
		"subject_types_supported":               []string{"pairwise"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
	})
}

// instance says which login hosts are one and the same, and where the tenant's
// configuration is that the query asks for.
func (s *Server) instance(r *http.Request) reply {
	asked, err := url.Parse(r.URL.Query().Get("authorization_endpoint"))
	if err != nil || asked.Host != publicHost && asked.Host != r.Host {
		return badRequest("invalid_instance", 50049, "Unknown or invalid instance.").reply(r)
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(asked.Path, "/"), "/")
	return newReply(http.StatusOK, map[string]any{
		"tenant_discovery_endpoint": base(r) + "/" + tenant + "/v2.0/.well-known/openid-configuration",
		"api-version":               "1.1",
		"metadata": []map[string]any{{
			"preferred_network": publicHost,
			"preferred_cache":   publicHost,
			"aliases":           []string{publicHost, r.Host},
		}},
	})
}
