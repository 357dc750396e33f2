package credentials

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pcgraph/internal/pcsim/entra"
)

// TestRotation renews a few times and starts again: the login host takes every
// refresh token once only, and the sign-in is over at the first mistake.
func TestRotation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{Rotation: entra.DetectReuse})
		file := writeFile(t, signInToken+"\n")
		seen := map[string]bool{signInToken: true}
		for run := range 3 {
			source := newSource(t, Options{Transport: host.Transport(), RefreshTokenFile: file})
			for renewal := range 3 {
				if token := get(t, source); !host.Accept(token) {
					t.Fatalf("run %d, renewal %d: not a token of the login host", run, renewal)
				}
				stored := contentOf(t, file)
				if seen[stored] || !strings.HasSuffix(stored, "\n") {
					t.Fatalf("run %d, renewal %d: %q is stored", run, renewal, stored)
				}
				seen[stored] = true
				time.Sleep(time.Hour)
			}
		}
		if n := host.TokenRequests(); n != 9 {
			t.Errorf("%d token requests, want 9", n)
		}
	})
}

func TestRotationOverTLS(t *testing.T) {
	t.Parallel()
	host, options := tlsLoginHost(t, entra.Options{Rotation: entra.DetectReuse})
	options.RefreshTokenFile = writeFile(t, signInToken)
	source := newSource(t, options)
	first := get(t, source)
	second, err := source.Renew(t.Context(), first)
	if err != nil || second == first || !host.Accept(second) {
		t.Fatalf("renewed %t: %v", second != first, err)
	}
	again := newSource(t, options)
	if !host.Accept(get(t, again)) {
		t.Error("the stored token was not taken after a restart")
	}
}

// TestTokenThatCannotBeWritten keeps the new refresh token in memory, and writes it as
// soon as that can be done.
func TestTokenThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{Rotation: entra.DetectReuse})
		folder := filepath.Join(t.TempDir(), "folder")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, "token")
		if err := os.WriteFile(file, []byte(signInToken), 0o600); err != nil {
			t.Fatal(err)
		}
		var log testLog
		source := newSource(t, Options{Transport: host.Transport(), RefreshTokenFile: file, Logger: log.logger()})
		// Not by its mode: that means nothing to root.
		if err := os.Rename(folder, folder+"-gone"); err != nil {
			t.Fatal(err)
		}
		get(t, source)
		time.Sleep(time.Hour)
		get(t, source)
		if text := log.String(); strings.Count(text, "level=ERROR") != 2 || !strings.Contains(text, "make the file's folder writable") || !strings.Contains(text, "no such file or directory") {
			t.Errorf("the log says:\n%s", text)
		}
		wantNoSecret(t, "the log", log.String())
		if err := os.Rename(folder+"-gone", folder); err != nil {
			t.Fatal(err)
		}
		if contentOf(t, file) != signInToken {
			t.Error("the file was written after all")
		}
		time.Sleep(time.Hour)
		get(t, source)
		restarted := newSource(t, Options{Transport: host.Transport(), RefreshTokenFile: file})
		get(t, restarted)
	})
}

// TestTokenOfSomebodyElse puts another token into the file while the program runs, as
// an operator does after a new sign-in, and as another replica does.
func TestTokenOfSomebodyElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		host := loginHost(t, entra.Options{Rotation: entra.DetectReuse})
		file := writeFile(t, signInToken)
		replicas := []*Source{
			newSource(t, Options{Transport: host.Transport(), RefreshTokenFile: file}),
			newSource(t, Options{Transport: host.Transport(), RefreshTokenFile: file}),
		}
		for range 3 {
			for _, source := range replicas {
				get(t, source)
			}
			time.Sleep(time.Hour)
		}

		host.RevokeSignIn()
		source := replicas[0]
		if err := source.Check(t.Context()); err == nil || !strings.HasSuffix(err.Error(), "(AADSTS50173)") {
			t.Errorf("revoked: %v", err)
		}
		signedIn := loginHost(t, entra.Options{}) // knows a sign-in that is still good
		source.transport = signedIn.Transport()
		if err := os.WriteFile(file, []byte(signInToken), 0o600); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if token := get(t, source); !signedIn.Accept(token) {
			t.Error("the new sign-in is not used")
		}
	})
}

func TestTokenFilesThatAreNone(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"empty": "", "blank": " \n", "two words": "canary canary", "two lines": "canary\ncanary\n", "binary": "canary\x00", "large": strings.Repeat("canary", maxFileBytes),
	} {
		_, err := New(Options{TenantID: tenantID, ClientID: clientID, ClientSecret: secret, RefreshTokenFile: writeFile(t, content)})
		if err == nil || !strings.Contains(err.Error(), "RefreshTokenFile") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantNoSecret(t, name, err.Error())
	}
}
