package credentials

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pcgraph/internal/pcsim/entra"
)

func TestMistakesInOptions(t *testing.T) {
	t.Parallel()
	good := Options{TenantID: tenantID, ClientID: clientID, ClientSecret: secret}
	for name, test := range map[string]struct {
		change func(*Options)
		want   []string
	}{
		"nothing":                   {func(o *Options) { *o = Options{} }, []string{"TenantID", "ClientID", "is required"}},
		"unknown cloud":             {func(o *Options) { o.Cloud = "germany" }, []string{"Cloud"}},
		"tenant that is a path":     {func(o *Options) { o.TenantID = "a/b" }, []string{"TenantID"}},
		"tenant that goes up":       {func(o *Options) { o.TenantID = ".." }, []string{"TenantID"}},
		"client that is a query":    {func(o *Options) { o.ClientID = "a&b" }, []string{"ClientID"}},
		"two credentials":           {func(o *Options) { o.CertificateFile = "x" }, []string{"CertificateFile goes"}},
		"certificate and user":      {func(o *Options) { o.ClientSecret, o.CertificateFile, o.RefreshTokenFile = "", "x", "y" }, []string{"CertificateFile goes", "needs ClientSecret"}},
		"user without secret":       {func(o *Options) { o.ClientSecret, o.RefreshTokenFile = "", "y" }, []string{"needs ClientSecret"}},
		"password for nothing":      {func(o *Options) { o.CertificatePassword = password }, []string{"CertificatePassword"}},
		"authority that is no URL":  {func(o *Options) { o.AuthorityURL = "canary\x00" }, []string{"AuthorityURL"}},
		"authority without a host":  {func(o *Options) { o.AuthorityURL = "https://" }, []string{"AuthorityURL"}},
		"authority with a path":     {func(o *Options) { o.AuthorityURL = "https://login.test/canary" }, []string{"AuthorityURL"}},
		"authority with a password": {func(o *Options) { o.AuthorityURL = "https://me:canary@login.test" }, []string{"AuthorityURL"}},
		"authority over ftp":        {func(o *Options) { o.AuthorityURL = "ftp://login.test" }, []string{"AuthorityURL"}},
		"no such certificate":       {func(o *Options) { o.ClientSecret, o.CertificateFile = "", "/no/canary" }, []string{"CertificateFile cannot be read: no such file"}},
		"no such refresh token":     {func(o *Options) { o.RefreshTokenFile = "/no/canary" }, []string{"RefreshTokenFile cannot be read: no such file"}},
	} {
		options := good
		test.change(&options)
		_, err := New(options)
		for _, want := range test.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q is not in %v", name, want, err)
			}
		}
		if len(test.want) != strings.Count(fmt.Sprint(err), "\n")+1 {
			t.Errorf("%s: %v; want %d mistakes", name, err, len(test.want))
		}
		wantNoSecret(t, name, fmt.Sprint(err))
	}
	if _, err := New(good); err != nil {
		t.Error(err)
	}
}

// TestNothingShows prints what holds secrets in every way there is.
func TestNothingShows(t *testing.T) {
	t.Parallel()
	options := Options{
		TenantID: tenantID, ClientID: clientID, ClientSecret: secret, RefreshTokenFile: writeFile(t, signInToken),
		Transport: loginHost(t, entra.Options{}).Transport(),
	}
	source, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	get(t, source)
	options.Transport = nil // the simulator's own
	options.CertificatePassword = password
	var printed strings.Builder
	for _, value := range []any{options, &options, source, []any{options.ClientSecret, source}, struct{ s *Source }{source}} {
		for _, verb := range "vsqxXdtT" {
			fmt.Fprintf(&printed, "%"+string(verb)+" %+"+string(verb)+" %#"+string(verb)+"\n", value, value, value)
		}
		slog.New(slog.NewTextHandler(&printed, nil)).Info("x", "value", value)
		slog.New(slog.NewJSONHandler(&printed, nil)).Info("x", "value", value)
		encoded, err := json.Marshal(value)
		printed.WriteString(fmt.Sprint(string(encoded), err))
	}
	wantNoSecret(t, "the text", printed.String())
	hex := fmt.Sprintf("%x", "canary")
	if text := printed.String(); strings.Contains(text, hex) || strings.Contains(text, strings.ToUpper(hex)) {
		t.Error("a secret shows in hexadecimal")
	}
}

func TestCursorKey(t *testing.T) {
	t.Parallel()
	host := loginHost(t, entra.Options{})
	user := Options{TenantID: tenantID, ClientID: clientID, ClientSecret: secret, RefreshTokenFile: writeFile(t, signInToken), Transport: host.Transport()}
	key := func(o Options) string {
		t.Helper()
		source, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		before := string(source.CursorKey())
		if o.Transport != nil {
			get(t, source)
			source.Close()
		}
		if after := string(source.CursorKey()); after != before || len(after) != 32 {
			t.Errorf("the key has %d bytes; it changed: %t", len(after), after != before)
		}
		return before
	}
	ofUser := key(user)
	if again := key(user); again != ofUser || contentOf(t, user.RefreshTokenFile) == signInToken {
		t.Error("another refresh token makes another key")
	}
	user.Transport = nil
	upper := user
	upper.TenantID, upper.ClientID = strings.ToUpper(tenantID), strings.ToUpper(clientID)
	if key(upper) != ofUser {
		t.Error("the spelling of the IDs makes another key")
	}
	other := user
	other.TenantID = "fabrikam.example"
	app := Options{TenantID: tenantID, ClientID: clientID, ClientSecret: secret}
	rotated := app
	rotated.ClientSecret = "another"
	us := identity(t)
	certificate := Options{TenantID: tenantID, ClientID: clientID, CertificateFile: writeFile(t, us.certificatePEM()+us.keyPEM(t))}
	keys := map[string]bool{ofUser: true, key(other): true, key(app): true, key(rotated): true, key(certificate): true}
	if len(keys) != 5 {
		t.Errorf("%d keys of 5 credentials", len(keys))
	}
	if deriveKey(nil, "ab", "c"); string(deriveKey(nil, "ab", "c")) == string(deriveKey(nil, "a", "bc")) {
		t.Error("words run together")
	}
}
