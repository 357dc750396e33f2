package pcclient

import (
	"fmt"
	"strings"
	"testing"
)

func TestScanDepth(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ open, close string }{
		"lists":   {"[", "]"},
		"objects": {`{"a":`, "}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for depth, good := range map[int]bool{maxDepth - 1: true, maxDepth: false, 100_000: false} {
				body := `{"items":[],"x":` + strings.Repeat(test.open, depth) + "0" + strings.Repeat(test.close, depth) + "}"
				_, err := decodeDevices(strings.NewReader(body), 1<<20)
				if good != (err == nil) || !good && !strings.Contains(err.Error(), "nested too deep at byte") {
					t.Errorf("%d inside one: error is %v", depth, err)
				}
			}
		})
	}
	// What is closed does not count.
	body := `{"items":[` + strings.Repeat(`{"policies":[{}],"x":[[],{},{"y":[]}]},`, 10*maxDepth) + `{}]}`
	if page, err := decodeDevices(strings.NewReader(body), 1<<20); err != nil || len(page.items) != 10*maxDepth+1 {
		t.Errorf("wide: %d items, error %v", len(page.items), err)
	}
}

// TestScanQuotesNothing checks that an error says where, and not what.
func TestScanQuotesNothing(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"items":[{"productKey":"secret` + "\n" + `"}]}`: "not JSON at byte 31",
		`{"items":[{"productKey":["secret"]}]}`:           "of an unexpected shape at byte 24",
		`{"items":[{"secret" "x"}]}`:                      "not JSON at byte 20",
		`{"items":"secret"}`:                              "of an unexpected shape at byte 9",
		`{"items":[]}secret`:                              "not JSON at byte 12",
		`{"items":[{"productKey":"secret`:                 "empty or cut short",
	} {
		_, err := decodeDevices(strings.NewReader(body), 1<<20)
		if err == nil || err.Error() != "pcclient: bad response: "+want {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestScanStrings(t *testing.T) {
	t.Parallel()
	// Every place that something can have in eight bytes, and every length.
	for before := range 20 {
		for behind := range 20 {
			a, b := strings.Repeat("a", before), strings.Repeat("g", behind)
			for sent, want := range map[string]string{
				``: "", `é`: "é", "\x7f": "\x7f", `\"`: `"`, `\\`: `\`, `\u0000`: "\x00", `\uD83D\uDE9A`: "🚚", `\n\n`: "\n\n", "\u0080": "\u0080", "\ufffd": "\ufffd",
			} {
				page, err := decodeDevices(strings.NewReader(`{"items":[{"x":"`+a+sent+b+`","id":"`+a+sent+b+`"}]}`), 1<<20)
				if err != nil || page.items[0].ID != a+want+b {
					t.Fatalf("%s between %d and %d bytes: %v", sent, before, behind, err)
				}
			}
			for _, bad := range []string{"\x00", "\x1f", "\n", `\`, `\x`, `\u`, `\u12`, `\u12x4`, `\ud800\u`} {
				for _, member := range []string{"id", "x"} {
					_, err := decodeDevices(strings.NewReader(`{"items":[{"`+member+`":"`+a+bad+b+` "}]}`), 1<<20)
					if KindOf(err) != KindBadResponse {
						t.Fatalf("%q between %d and %d bytes in %s: %v", bad, before, behind, member, err)
					}
				}
			}
		}
	}
}

func TestPoliciesOfOneDeviceAreNotTheNextOnes(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	body.WriteString(`{"items":[{"id":"none","policies":[]}`)
	const devices = 300
	for i := range devices {
		body.WriteString(`,{"policies":[null`)
		for j := range i {
			fmt.Fprintf(&body, `,{"key":"%d","value":"%d"}`, i, j)
		}
		body.WriteString("]}")
	}
	body.WriteString("]}")
	page, err := decodeDevices(strings.NewReader(body.String()), 16<<20)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range page.items[1:] {
		_ = append(d.Policies, Policy{Category: "another's"})
		if len(d.Policies) != i || i == 0 && d.Policies != nil {
			t.Fatalf("device %d has %d policies", i, len(d.Policies))
		}
	}
	for i, d := range page.items[1:] {
		for j, p := range d.Policies {
			if want := (Policy{Category: PolicyCategory(fmt.Sprint(i)), Value: fmt.Sprint(j)}); p != want {
				t.Fatalf("policy %d of device %d is %v", j, i, p)
			}
		}
	}
	if _, err := decodeDevices(strings.NewReader(`{"items":[{"policies":[`+strings.Repeat("{},", maxItems)+`{}]}]}`), 1<<20); KindOf(err) != KindBadResponse {
		t.Errorf("too many policies: %v", err)
	}
}
