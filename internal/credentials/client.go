package credentials

import (
	"context"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// newGrant chooses the grant, and the key that its credential stands for.
func newGrant(o Options, l login) (grant, func() []byte, error) {
	switch {
	case o.RefreshTokenFile != "":
		return newRefreshGrant(o, l)
	case o.CertificateFile != "":
		return newCertificateGrant(o, l)
	}
	return newSecretGrant(o, l)
}

// newSecretGrant is for an application that shows its secret.
func newSecretGrant(o Options, l login) (grant, func() []byte, error) {
	secret := string(o.ClientSecret)
	return l.newClientGrant(func(options azcore.ClientOptions) (azcore.TokenCredential, error) {
		return azidentity.NewClientSecretCredential(l.tenant, l.client, secret, &azidentity.ClientSecretCredentialOptions{
			ClientOptions:            options,
			DisableInstanceDiscovery: l.overrides,
		})
	}, func() []byte { return deriveKey([]byte(secret)) })
}

// newCertificateGrant is for an application that signs with its certificate's key.
func newCertificateGrant(o Options, l login) (grant, func() []byte, error) {
	c, err := readCertificate(o.CertificateFile, string(o.CertificatePassword))
	if err != nil {
		return nil, nil, err
	}
	return l.newClientGrant(func(options azcore.ClientOptions) (azcore.TokenCredential, error) {
		return azidentity.NewClientCertificateCredential(l.tenant, l.client, c.chain, c.key, &azidentity.ClientCertificateCredentialOptions{
			ClientOptions:            options,
			DisableInstanceDiscovery: l.overrides,
		})
	}, func() []byte { return deriveKey(c.der) })
}

// newClientGrant makes the grant of an application in its own name.
//
// The credential is made anew for every fetch. azidentity keeps a token until 5
// minutes before its end, and has no way to be told that it was refused; what is
// kept here is kept in [Source] alone.
func (l login) newClientGrant(newCredential func(azcore.ClientOptions) (azcore.TokenCredential, error), key func() []byte) (grant, func() []byte, error) {
	if _, err := newCredential(l.clientOptions(http.DefaultClient)); err != nil {
		return nil, nil, err // of a tenant or a key that can never work
	}
	get := func(ctx context.Context, client *http.Client) (string, time.Time, error) {
		credential, err := newCredential(l.clientOptions(client))
		if err != nil {
			return "", time.Time{}, err
		}
		token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{l.audience + "/.default"}})
		return token.Token, token.ExpiresOn, err
	}
	return get, key, nil
}

func (l login) clientOptions(client *http.Client) azcore.ClientOptions {
	return azcore.ClientOptions{
		Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: "https://" + l.authority.Host},
		// One try: how long to wait after a failure is decided in Source.
		Retry:     policy.RetryOptions{MaxRetries: -1},
		Telemetry: policy.TelemetryOptions{ApplicationID: "pcgraph"},
		Transport: client,
	}
}
