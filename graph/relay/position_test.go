package relay

import (
	"fmt"
	"strings"
	"testing"
)

func TestDigestsTellIDsApart(t *testing.T) {
	t.Parallel()
	seen := map[Digest]string{}
	add := func(id string) {
		digest := DigestOf(id)
		if other, ok := seen[digest]; ok {
			t.Fatalf("%q and %q have one digest", other, id)
		}
		seen[digest] = id
	}
	const guid = "47021739-3426-40bf-9601-61b4b6d7c793"
	for i := range 100_000 {
		add(fmt.Sprint(i))
		add(fmt.Sprintf("device %08d of the batch", i))
	}
	for at := range len(guid) {
		for _, digit := range "0123456789abcdef" {
			if changed := guid[:at] + string(digit) + guid[at+1:]; changed != guid {
				add(changed)
			}
		}
	}
	for n := range 40 {
		add(strings.Repeat("\x00", n)) // also by their lengths
		add("x" + strings.Repeat("\x00", n))
	}
}

// Cursors hold digests: another program, or the next version, must make the same.
func TestDigestsStayTheSame(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"": "0000000000000000", "7": "5fb3ad20d9b62c4f",
		"47021739-3426-40bf-9601-61b4b6d7c793": "2e6846e22eee1c38",
	} {
		if got := fmt.Sprintf("%x", DigestOf(id)); got != want {
			t.Errorf("%q: %s, want %s", id, got, want)
		}
	}
}
