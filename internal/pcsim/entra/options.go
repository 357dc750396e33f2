package entra

import (
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"
)

// DefaultAudience is what tokens are for: Partner Center's global cloud.
const DefaultAudience = "https://api.partnercenter.microsoft.com"

// Rotation is what becomes of a refresh token when it is used. A new one comes with
// every answer.
type Rotation int

const (
	// SingleUse refuses a refresh token that was used before.
	SingleUse Rotation = iota
	// DetectReuse refuses it, too, and all that came of it: whoever shows an old
	// token may have stolen it.
	DetectReuse
	// KeepOld takes it again until its time is over, as Entra ID does for an
	// application that can keep a secret.
	KeepOld
)

// Options say who may have a token. Tenant and ClientID are required.
type Options struct {
	// Tenant is the only tenant there is: a GUID or a domain.
	Tenant string
	// ClientID is the tenant's only application.
	ClientID string
	// ClientSecret is the application's secret. Empty: it has none.
	ClientSecret string
	// Certificates are those registered for the application. Default none.
	Certificates []*x509.Certificate
	// RefreshToken is one that a user's sign-in gave. Empty: nobody signed in.
	RefreshToken string
	// Rotation is what becomes of a refresh token. Default [SingleUse].
	Rotation Rotation
	// Audience is the API that tokens are for. Empty: [DefaultAudience].
	Audience string
	// TokenLife is how long an access token is good, in whole seconds. 0: an hour.
	TokenLife time.Duration
	// RefreshTokenLife is how long a refresh token is good. 0: 90 days.
	RefreshTokenLife time.Duration
	// Latency is added to every answer. Default none.
	Latency time.Duration
}

// complete lists every mistake, or puts the defaults in.
func (o Options) complete() (Options, error) {
	var mistakes []error
	wrong := func(isWrong bool, text string) {
		if isWrong {
			mistakes = append(mistakes, errors.New(text))
		}
	}
	wrong(o.Tenant == "" || strings.ContainsAny(o.Tenant, "/?#"), "Tenant must be a GUID or a domain")
	wrong(o.ClientID == "", "ClientID is required")
	wrong(o.Rotation < SingleUse || o.Rotation > KeepOld, "Rotation is unknown")
	wrong(o.TokenLife < 0 || o.TokenLife%time.Second != 0, "TokenLife must be whole seconds, and not negative")
	wrong(o.RefreshTokenLife < 0, "RefreshTokenLife is negative")
	wrong(o.Latency < 0, "Latency is negative")
	for _, certificate := range o.Certificates {
		_, isRSA := rsaKey(certificate)
		wrong(!isRSA, "Certificates may hold RSA keys only")
	}
	if err := errors.Join(mistakes...); err != nil {
		return Options{}, fmt.Errorf("entra: %w", err)
	}
	if o.Audience == "" {
		o.Audience = DefaultAudience
	}
	if o.TokenLife == 0 {
		o.TokenLife = time.Hour
	}
	if o.RefreshTokenLife == 0 {
		o.RefreshTokenLife = 90 * 24 * time.Hour
	}
	return o, nil
}
