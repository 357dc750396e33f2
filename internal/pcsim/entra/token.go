package entra

import (
	"crypto/rand"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// version is that of a token endpoint.
type version int

const (
	v1 version = iota + 1
	v2
)

// longestForm bounds a request's body. A form with an assertion and a chain of
// certificates is a tenth of it.
const longestForm = 64 << 10

// token answers on a token endpoint.
func (s *Server) token(r *http.Request, tenant string, version version) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	if fault, ok := s.takeFault(); ok {
		return fault.reply(r)
	}
	form, no := readForm(r)
	if no == nil {
		no = s.checkTenant(tenant)
	}
	if no == nil {
		no = s.authenticate(form, base(r)+"/"+tenant)
	}
	if no != nil {
		return no.reply(r)
	}
	var answer tokenAnswer
	switch grant := form.Get("grant_type"); grant {
	case "client_credentials":
		answer, no = s.clientCredentials(form, version)
	case "refresh_token":
		answer, no = s.refresh(form, version)
	default:
		no = badRequest("unsupported_grant_type", 70003, "The app requested an unsupported grant type '%s'.", grant)
	}
	if no != nil {
		return no.reply(r)
	}
	return newReply(http.StatusOK, answer.document(version))
}

// readForm takes parameters from the body alone: a secret in the URL would end up
// in logs.
func readForm(r *http.Request) (url.Values, *refusal) {
	if r.Method != http.MethodPost {
		return nil, badRequest("invalid_request", 900561, "The endpoint only accepts POST requests. Received a %s request.", r.Method)
	}
	r.Body = http.MaxBytesReader(nil, r.Body, longestForm)
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if mediaType != "application/x-www-form-urlencoded" || r.ParseForm() != nil || r.PostForm.Get("grant_type") == "" {
		return nil, missing("grant_type")
	}
	return r.PostForm, nil
}

func missing(parameter string) *refusal {
	return badRequest("invalid_request", 900144, "The request body must contain the following parameter: '%s'.", parameter)
}

func (s *Server) checkTenant(tenant string) *refusal {
	if strings.EqualFold(tenant, s.options.Tenant) {
		return nil
	}
	return badRequest("invalid_request", 90002, "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.", tenant)
}

// clientCredentials is the grant of an application in its own name.
func (s *Server) clientCredentials(form url.Values, version version) (tokenAnswer, *refusal) {
	if version == v1 {
		if no := s.checkResource(form.Get("resource")); no != nil {
			return tokenAnswer{}, no
		}
		return s.issue(""), nil
	}
	scope := form.Get("scope")
	var resources []string
	for word := range strings.FieldsSeq(scope) {
		if isOpenIDScope(word) {
			continue
		}
		resource, isDefault := strings.CutSuffix(word, "/.default")
		if !isDefault {
			return tokenAnswer{}, badRequest("invalid_scope", 1002012, "The provided value for scope %s is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).", scope)
		}
		resources = append(resources, resource)
	}
	if len(resources) != 1 {
		return tokenAnswer{}, badRequest("invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid. The scope %s is not valid.", scope)
	}
	if no := s.checkResource(resources[0]); no != nil {
		return tokenAnswer{}, no
	}
	return s.issue(""), nil
}

// isOpenIDScope says whether a scope asks for something about the user or the
// session, rather than for an API.
func isOpenIDScope(scope string) bool {
	switch scope {
	case "openid", "profile", "email", "offline_access":
		return true
	}
	return false
}

func (s *Server) checkResource(resource string) *refusal {
	if resource == "" {
		return missing("resource")
	}
	if resource == s.options.Audience {
		return nil
	}
	return badRequest("invalid_resource", 500011, "The resource principal named %s was not found in the tenant named %s.", resource, s.options.Tenant)
}

// tokenAnswer is what a client gets. The scope is a user's consent, empty for an
// application's own token.
type tokenAnswer struct {
	accessToken  string
	refreshToken string
	audience     string
	scope        string
	life         time.Duration
}

// issue makes an access token and forgets those that are over.
func (s *Server) issue(scope string) tokenAnswer {
	now := time.Now()
	for token, end := range s.accessTokens {
		if !now.Before(end) {
			delete(s.accessTokens, token)
		}
	}
	token := "access-" + rand.Text()
	s.accessTokens[token] = now.Add(s.options.TokenLife)
	return tokenAnswer{accessToken: token, audience: s.options.Audience, scope: scope, life: s.options.TokenLife}
}

// document is the answer as the version has it: v1 writes numbers as strings, and
// says when the token ends, too.
func (a tokenAnswer) document(version version) map[string]any {
	seconds := int64(a.life / time.Second)
	document := map[string]any{"token_type": "Bearer", "access_token": a.accessToken}
	if a.refreshToken != "" {
		document["refresh_token"] = a.refreshToken
	}
	if version == v2 {
		document["expires_in"], document["ext_expires_in"] = seconds, seconds
		if a.scope != "" {
			document["scope"] = a.audience + "/" + a.scope
		}
		return document
	}
	now := time.Now().Unix()
	for name, number := range map[string]int64{
		"expires_in": seconds, "ext_expires_in": seconds, "expires_on": now + seconds, "not_before": now,
	} {
		document[name] = strconv.FormatInt(number, 10)
	}
	document["resource"] = a.audience
	if a.scope != "" {
		document["scope"] = a.scope
	}
	return document
}

// Accept says whether an access token was issued here and is still good. It is for
// the API that the tokens are for.
func (s *Server) Accept(token string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	end, known := s.accessTokens[token]
	return known && time.Now().Before(end)
}

// Revoke makes every access token useless that was issued so far.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.accessTokens)
}
