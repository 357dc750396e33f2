package entra

import (
	"crypto/rand"
	"net/url"
	"strings"
	"time"
)

// refreshToken is one that was given out.
type refreshToken struct {
	family *family
	end    time.Time
	used   bool
}

// family is all refresh tokens that came of one sign-in.
type family struct{ revoked bool }

func (s *Server) newRefreshToken(of *family) *refreshToken {
	return &refreshToken{family: of, end: time.Now().Add(s.options.RefreshTokenLife)}
}

// refresh is the grant of a user who signed in before. The real login host leaves
// the scope to the client; here it must be spelled out, and without offline_access
// no new refresh token comes back.
func (s *Server) refresh(form url.Values, version version) (tokenAnswer, *refusal) {
	shown := form.Get("refresh_token")
	if shown == "" {
		return tokenAnswer{}, missing("refresh_token")
	}
	token, known := s.refreshTokens[shown]
	switch {
	case !known:
		return tokenAnswer{}, badRequest("invalid_grant", 9002313, "Invalid request. Request is malformed or invalid.")
	case token.family.revoked:
		return tokenAnswer{}, revokedGrant()
	case !time.Now().Before(token.end):
		return tokenAnswer{}, badRequest("invalid_grant", 700082, "The refresh token has expired due to inactivity. The token was issued long ago and was inactive for %s.", s.options.RefreshTokenLife)
	case token.used && s.options.Rotation != KeepOld:
		token.family.revoked = s.options.Rotation == DetectReuse
		return tokenAnswer{}, revokedGrant()
	}
	offline, no := s.checkUserScope(form, version)
	if no != nil {
		return tokenAnswer{}, no
	}
	token.used = true
	answer := s.issue("user_impersonation")
	if offline {
		answer.refreshToken = "refresh-" + rand.Text()
		s.refreshTokens[answer.refreshToken] = s.newRefreshToken(token.family)
	}
	return answer, nil
}

// revokedGrant says the same of a token that was used and of one that was revoked.
// invented: that a used one gets this number.
func revokedGrant() *refusal {
	return badRequest("invalid_grant", 50173, "The provided grant has expired due to it being revoked, a fresh auth token is needed.")
}

// checkUserScope says whether a new refresh token is asked for. The v1 endpoint has
// no scope, and always gives one.
func (s *Server) checkUserScope(form url.Values, version version) (offline bool, no *refusal) {
	if version == v1 {
		return true, s.checkResource(form.Get("resource"))
	}
	scope := form.Get("scope")
	asked := false
	for word := range strings.FieldsSeq(scope) {
		if isOpenIDScope(word) {
			offline = offline || word == "offline_access"
			continue
		}
		resource, isUser := strings.CutSuffix(word, "/user_impersonation")
		if !isUser {
			resource, isUser = strings.CutSuffix(word, "/.default")
		}
		if !isUser {
			return false, badRequest("invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid. The scope %s is not valid.", scope)
		}
		if no := s.checkResource(resource); no != nil {
			return false, no
		}
		asked = true
	}
	if !asked {
		return false, missing("scope")
	}
	return offline, nil
}

// RevokeSignIn makes every refresh token useless, as an administrator or a new
// password would.
func (s *Server) RevokeSignIn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, token := range s.refreshTokens {
		token.family.revoked = true
	}
}
