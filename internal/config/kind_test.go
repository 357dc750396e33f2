package config

import (
	"testing"

	"pgregory.net/rapid"
)

func TestParseAddress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Address{
		"127.0.0.1:8080":     {"127.0.0.1", 8080},
		":0":                 {"", 0},
		"[::1]:65535":        {"::1", 65535},
		"[fe80::1%eth0]:1":   {"fe80::1%eth0", 1},
		"localhost:80":       {"localhost", 80},
		"my_host-1.lan.:443": {"my_host-1.lan.", 443},
	} {
		got, ok := parseAddress(text)
		if !ok || got != want || got.String() != text {
			t.Errorf("parseAddress(%q) = %v, %t; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "8080", "localhost", "host:", "host:http", "host:65536", "host:-1", "host:+1", "::1:80", "1.2.3:80",
		"256.0.0.1:80", "ho st:80", "host/:80", "http://host:80", "a:b:80", "user@host:80", "höst:80", "[::1]", "[x]y:1",
	} {
		if got, ok := parseAddress(text); ok {
			t.Errorf("parseAddress(%q) = %v; want it refused", text, got)
		}
	}
}

func TestIsLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "LocalHost": true, "127.0.0.1": true, "127.255.0.3": true, "::1": true, "::ffff:127.0.0.1": true,
		"": false, "0.0.0.0": false, "::": false, "128.0.0.1": false, "localhost.example.com": false, "127.1": false,
		"10.0.0.1": false, "example.com": false,
	} {
		if got := IsLoopback(host); got != want {
			t.Errorf("IsLoopback(%q) = %t", host, got)
		}
		if got := (Address{Host: host}).IsLoopback(); got != want {
			t.Errorf("Address{%q}.IsLoopback() = %t", host, got)
		}
	}
}

func TestOverlaps(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"127.0.0.1:80", "127.0.0.1:80", true},
		{"127.0.0.1:80", "127.0.0.1:81", false},
		{"127.0.0.1:80", "127.0.0.2:80", false},
		{"127.0.0.1:80", ":80", true},
		{"127.0.0.1:80", "0.0.0.0:80", true},
		{"[::]:80", "127.0.0.1:80", true},
		{":0", ":0", false},
	} {
		a, _ := parseAddress(test.a)
		b, _ := parseAddress(test.b)
		if a.overlaps(b) != test.want || b.overlaps(a) != test.want {
			t.Errorf("%s and %s overlap: %t, %t; want %t", a, b, a.overlaps(b), b.overlaps(a), test.want)
		}
	}
}

func TestParseBytes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Bytes{
		"0": 0, "65536": 65536, "1B": 1, "1kB": 1000, "1MB": 1e6, "2gb": 2e9,
		"1KiB": 1024, "1kib": 1024, "1MiB": 1 << 20, "3GiB": 3 << 30,
		"9223372036854775807": 1<<63 - 1, "8589934591GiB": 8589934591 << 30,
	} {
		if got, ok := parseBytes(text); !ok || got != want {
			t.Errorf("parseBytes(%q) = %d, %t; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "MiB", "-1", "+1", "1.5MiB", "1 MiB", "1M", "1Ki", "1TiB", "0x10", "1MiBB", "1MiB1",
		"9223372036854775808", "8589934592GiB", "9223372036854775807KiB",
	} {
		if got, ok := parseBytes(text); ok {
			t.Errorf("parseBytes(%q) = %d; want it refused", text, got)
		}
	}
}

func TestParseURL(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"https://api.partnercenter.microsoft.com", "http://127.0.0.1:8090", "https://[::1]:1/base/path/", "HTTPS://host",
	} {
		if _, ok := parseURL(text); !ok {
			t.Errorf("parseURL(%q) refused", text)
		}
	}
	for _, text := range []string{
		"", "host", "host:80", "//host", "/path", "https:", "https://", "https:host", "https://:80", "https://host:65536",
		"https://host:x", "https://user@host", "https://user:password@host", "https://host?", "https://host/?a=b",
		"https://host#", "https://host/#a", "ftp://host", "file:///etc/passwd", "https://ho st", "https://1.2.3", "https://host\n",
	} {
		if u, ok := parseURL(text); ok {
			t.Errorf("parseURL(%q) = %v; want it refused", text, u)
		}
	}
}

func TestParseToggle(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Toggle{
		"auto": ToggleAuto, "AUTO": ToggleAuto,
		"on": ToggleOn, "true": ToggleOn, "True": ToggleOn, "yes": ToggleOn, "1": ToggleOn,
		"off": ToggleOff, "false": ToggleOff, "no": ToggleOff, "0": ToggleOff,
	} {
		if got, ok := parseToggle(text); !ok || got != want {
			t.Errorf("parseToggle(%q) = %s, %t; want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "2", "enabled", "o n"} {
		if got, ok := parseToggle(text); ok {
			t.Errorf("parseToggle(%q) = %s; want it refused", text, got)
		}
	}
}

// TestKindsTakeAnything checks that no kind panics, whatever is written.
func TestKindsTakeAnything(t *testing.T) {
	t.Parallel()
	all := kinds()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9a-zA-Z:/.\[\]%@-]{0,40}`)).Draw(t, "text")
		for typ, kind := range all {
			if value, ok := kind.parse(text); ok && value.Type() != typ {
				t.Fatalf("%v: %q was read as %v", typ, text, value.Type())
			}
		}
	})
}
