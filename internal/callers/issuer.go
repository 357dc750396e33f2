package callers

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/maypok86/otter/v2"

	"pcgraph/graph/access"
)

const (
	// leeway is how far the issuer's clock and this one may be apart.
	leeway = time.Minute
	// trustFor is how long a verified token is not verified again, if it does not expire before.
	trustFor = 5 * time.Minute
	// maxTrusted is how many verified tokens are remembered. Nobody but the issuer can fill this memory.
	maxTrusted = 4096
)

// Options say whose tokens are accepted. Issuer and Audience are required.
type Options struct {
	// Issuer is the address of the OpenID Connect issuer, exactly as its tokens spell it in `iss`. It must be https
	// unless it is a loopback address.
	Issuer string
	// Audience is what a token's `aud` must name: this API, as the issuer knows it.
	Audience string
	// GrantsClaim is the claim that lists the caller's customers. Default [DefaultGrantsClaim].
	GrantsClaim string
	// Transport asks the issuer. Default: one with the proxy of the environment.
	Transport http.RoundTripper
	// Logger gets a line for a token without customers, and at debug level why one was refused. Default: silence.
	Logger *slog.Logger
}

// An Issuer knows the callers of one OpenID Connect issuer. It is safe for concurrent use.
type Issuer struct {
	issuer      string
	config      oidc.Config
	grantsClaim string
	keys        keys
	trusted     *otter.Cache[[sha256.Size]byte, trusted]
	log         *slog.Logger
}

// trusted is what a verified token opens, and until when.
type trusted struct {
	grant access.Grant
	until time.Time
}

// NewIssuer returns an issuer that has not been asked for anything yet. The error names every option that cannot be
// used.
func NewIssuer(o Options) (*Issuer, error) {
	var faults []error
	if u, err := url.Parse(o.Issuer); err != nil || u.Host == "" || !secure(u.Scheme, u.Hostname()) {
		faults = append(faults, errors.New("Options.Issuer must be an https address, or http on a loopback address"))
	}
	if o.Audience == "" {
		faults = append(faults, errors.New("Options.Audience is missing"))
	}
	memory, err := otter.New(&otter.Options[[sha256.Size]byte, trusted]{MaximumSize: maxTrusted})
	if err := errors.Join(append(faults, err)...); err != nil {
		return nil, fmt.Errorf("callers: %w", err)
	}
	if o.GrantsClaim == "" {
		o.GrantsClaim = DefaultGrantsClaim
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return &Issuer{
		issuer: o.Issuer,
		// go-oidc lets a token in five minutes early, which is too lenient here: times are looked at in verify.
		config:      oidc.Config{ClientID: o.Audience, SupportedSigningAlgs: algorithms, SkipExpiryCheck: true},
		grantsClaim: o.GrantsClaim,
		keys:        keys{fetch: newMetadata(o.Issuer, o.Transport).keys},
		trusted:     memory,
		log:         o.Logger,
	}, nil
}

// Authenticate returns the request's context with the grant of its bearer token. The error is a [*Refusal] for a
// request without a good token, and any other if the issuer cannot be asked.
func (i *Issuer) Authenticate(r *http.Request) (context.Context, error) {
	token, err := bearer(r.Header)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256([]byte(token))
	known, ok := i.trusted.GetIfPresent(digest)
	if !ok || !time.Now().Before(known.until) {
		if known, err = i.verify(r.Context(), token); err != nil {
			return nil, err
		}
		i.trusted.Set(digest, known)
	}
	return access.With(r.Context(), known.grant), nil
}

// Ready says why no token can be verified at the moment, nil if they can. It asks the issuer if need be.
func (i *Issuer) Ready(ctx context.Context) error { return i.keys.ready(ctx) }

func (i *Issuer) verify(ctx context.Context, token string) (trusted, error) {
	refused := func(refusal *Refusal, reason error) (trusted, error) {
		i.log.DebugContext(ctx, "access token refused", "reason", brief(reason))
		return trusted{}, refusal
	}
	id := keyID(token)
	if id == "" {
		return refused(errInvalid, errors.New("no key ID, or an algorithm that is not allowed"))
	}
	public, err := i.keys.find(ctx, id)
	if errors.Is(err, errUnknownKey) {
		return refused(errInvalid, err)
	} else if err != nil {
		return trusted{}, err
	}
	genuine, err := oidc.NewVerifier(i.issuer, &oidc.StaticKeySet{PublicKeys: public}, &i.config).Verify(ctx, token)
	if err != nil {
		return refused(errInvalid, err)
	}
	var said claims
	var times struct {
		NotBefore float64 `json:"nbf"` // seconds since 1970
	}
	if err := errors.Join(genuine.Claims(&said), genuine.Claims(&times)); err != nil {
		return refused(errInvalid, err)
	}
	now := time.Now()
	expiry := genuine.Expiry.Add(leeway)
	switch {
	case genuine.Expiry.IsZero():
		return refused(errInvalid, errors.New("it never expires"))
	case !now.Before(expiry):
		return refused(errExpired, errors.New("it has expired"))
	case times.NotBefore > float64(now.Add(leeway).Unix()):
		return refused(errInvalid, errors.New("it is not good yet"))
	}
	grant, err := said.grant(genuine.Subject, i.grantsClaim)
	if err != nil {
		i.log.WarnContext(ctx, "caller without customers", "caller", genuine.Subject, "claim", i.grantsClaim, "reason", err)
	}
	until := now.Add(trustFor)
	if expiry.Before(until) {
		until = expiry
	}
	return trusted{grant, until}, nil
}
