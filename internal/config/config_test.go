package config

import (
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// servable is the least environment with which serve starts.
var servable = []string{"PCGRAPH_AUTH=none", "PCGRAPH_UPSTREAM_TOKEN=a.bearer.token"}

// cmpSecrets compares secrets by what they hold.
var cmpSecrets = cmp.Comparer(func(a, b Secret) bool { return a.IsSet() == b.IsSet() && a.Reveal() == b.Reveal() })

func parse(t *testing.T, arguments string, environ ...string) Command {
	t.Helper()
	command, err := Parse(strings.Fields(arguments), environ)
	if err != nil {
		t.Fatalf("Parse(%q, %q): %v", arguments, environ, err)
	}
	return command
}

func defaultAPI() API {
	return API{
		Listen: Listen{
			Addr:         Address{"127.0.0.1", 8080},
			AdminAddr:    Address{"127.0.0.1", 8081},
			DrainTimeout: 30 * time.Second,
		},
		Limits: Limits{
			RequestTimeout: time.Minute, MaxBodyBytes: 1 << 20,
			MaxJSONValues: 10000, MaxQueryBytes: 64 << 10, MaxQueryTokens: 1000, MaxSelections: 5000, MaxQueryDepth: 15,
			MaxAliases: 50, MaxRootFields: 20, MaxDirectives: 50, MaxComplexity: 100000, MaxErrors: 20,
			MaxUpstreamCalls: 500, MaxParallelCalls: 64,
		},
		Documents: Documents{Operations: DocumentsAny, DocumentCacheBytes: 16 << 20},
		Calls:     Calls{MaxTotalCalls: 256, MaxCustomerCalls: 64},
		Cache:     Cache{CacheTTL: 30 * time.Second, CacheBytes: 256 << 20},
		Explorer:  Explorer{Playground: ToggleOn, Introspection: ToggleOn},
		Log:       Log{LogLevel: slog.LevelInfo, LogFormat: LogText},
	}
}

func defaultServe() *Serve {
	return &Serve{
		API: defaultAPI(),
		Upstream: Upstream{
			UpstreamURL:     &url.URL{Scheme: "https", Host: "api.partnercenter.microsoft.com"},
			UpstreamTimeout: 30 * time.Second, UpstreamRetries: 2, MaxRetryAfter: 10 * time.Second,
		},
		Credential: Credential{UpstreamToken: NewSecret("a.bearer.token"), Cloud: CloudGlobal},
		Callers:    Callers{Auth: AuthNone, GrantsClaim: "pcgraph_customers"},
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	for arguments, want := range map[string]Command{
		"demo":  &Demo{API: defaultAPI()},
		"serve": defaultServe(),
		"simulate": &Simulate{Simulator: Simulator{
			Addr: Address{"127.0.0.1", 8090}, Batches: 10, Devices: 250, Seed: 1,
		}},
		"schema":  &Schema{},
		"version": &Version{},
	} {
		if diff := cmp.Diff(want, parse(t, arguments, servable...), cmpSecrets); diff != "" {
			t.Errorf("%s (-want +got):\n%s", arguments, diff)
		}
	}
}

// TestValues gives every setting of serve, by flag and by variable, a value that is not its default.
func TestValues(t *testing.T) {
	t.Parallel()
	refreshToken, manifest := writeFile(t, "r3fresh"), writeFile(t, "{}")
	want := &Serve{
		API: API{
			Listen: Listen{
				Addr: Address{"", 0}, AdminAddr: Address{"::1", 9090}, DrainDelay: 5 * time.Second, DrainTimeout: time.Millisecond,
			},
			Limits: Limits{
				RequestTimeout: 90 * time.Second, MaxBodyBytes: 2e6,
				MaxQueryTokens: 1, MaxQueryDepth: 2, MaxAliases: 3, MaxRootFields: 4, MaxComplexity: 5,
				MaxUpstreamCalls: 6, MaxParallelCalls: 7,
				MaxJSONValues: 110, MaxQueryBytes: 2 << 10, MaxSelections: 12, MaxDirectives: 13, MaxErrors: 14,
			},
			Documents: Documents{OperationsFile: Path(manifest), Operations: DocumentsStrict, DocumentCacheBytes: 0},
			Browsers:  Browsers{CORSOrigins: Origins{"https://portal.example", "http://localhost:5173"}, Hosts: Hosts{"pcgraph.example", "192.0.2.7"}},
			Calls:     Calls{MaxTotalCalls: 8, MaxCustomerCalls: 9},
			Cache:     Cache{CacheTTL: 0, StaleIfError: time.Hour, CacheBytes: 10 << 20},
			Explorer:  Explorer{Playground: ToggleOn, Introspection: ToggleOff},
			Subgraph:  Subgraph{Federation: true},
			Cursors:   Cursors{CursorKey: NewSecret("0123456789abcdef")},
			Log:       Log{LogLevel: slog.LevelWarn, LogFormat: LogJSON},
			Metrics:   Metrics{MetricsOperations: Operations{"Devices", "Batches"}},
		},
		Upstream: Upstream{
			UpstreamURL:     &url.URL{Scheme: "http", Host: "upstream.example:8090", Path: "/base"},
			UpstreamTimeout: time.Second, UpstreamRetries: 0, MaxRetryAfter: time.Millisecond, HedgeAfter: 2 * time.Second, AllowInsecureUpstream: true,
		},
		Credential: Credential{
			TenantID: "contoso.example", ClientID: "3fa85f64-5717-4562-b3fc-2c963f66afa6", ClientSecret: NewSecret("s3cret"),
			RefreshTokenFile: Path(refreshToken), Cloud: CloudChina, AuthorityURL: &url.URL{Scheme: "http", Host: "login.example"},
		},
		Callers: Callers{
			Auth: AuthJWT, AllowUnauthenticated: true,
			OIDCIssuer: &url.URL{Scheme: "https", Host: "login.example", Path: "/tenant/"}, OIDCAudience: "api://pcgraph", GrantsClaim: "https://claims.example/customers",
		},
	}
	values := []string{
		"addr=:0", "admin-addr=[::1]:9090", "drain-delay=5s", "drain-timeout=1ms",
		"request-timeout=1m30s", "max-body-bytes=2MB", "max-query-tokens=1", "max-query-depth=2", "max-aliases=3",
		"max-root-fields=4", "max-complexity=5", "max-upstream-calls=6", "max-parallel-calls=7",
		"max-json-values=110", "max-query-bytes=2KiB", "max-selections=12", "max-directives=13", "max-errors=14",
		"operations-file=" + manifest, "operations=Strict", "document-cache-bytes=0",
		"cors-origins=https://portal.example,http://localhost:5173", "hosts=pcgraph.example,192.0.2.7", "max-total-calls=8", "max-customer-calls=9",
		"cache-ttl=0", "stale-if-error=1h", "cache-bytes=10MiB",
		"playground=true", "introspection=off", "federation=true", "cursor-key-file=" + writeFile(t, "0123456789abcdef\n"),
		"log-level=WARN", "log-format=json", "metrics-operations=Devices, Batches",
		"upstream-url=http://upstream.example:8090/base",
		"tenant-id=contoso.example", "client-id=3fa85f64-5717-4562-b3fc-2c963f66afa6", "client-secret-file=" + writeFile(t, "s3cret\r\n"),
		"refresh-token-file=" + refreshToken, "cloud=CHINA", "authority-url=http://login.example",
		"upstream-timeout=1s", "upstream-retries=0", "max-retry-after=1ms", "hedge-after=2s", "allow-insecure-upstream=true",
		"auth=JWT", "allow-unauthenticated=yes", "oidc-issuer=https://login.example/tenant/", "oidc-audience=api://pcgraph",
		"grants-claim=https://claims.example/customers",
	}
	// TestCredentials gives the settings that contradict these.
	const elsewhere = 3
	if got := len(settingsOf(t, "serve")); got != len(values)+elsewhere {
		t.Errorf("serve has %d settings; this test gives %d", got, len(values))
	}
	var assigned, apart, environ []string
	for _, value := range values {
		name, text, _ := strings.Cut(value, "=")
		assigned = append(assigned, "--"+value)
		environ = append(environ, "PCGRAPH_"+strings.ToUpper(strings.ReplaceAll(name, "-", "_"))+"="+text)
		if strings.HasPrefix(name, "allow-") || name == "federation" {
			apart = append(apart, "--"+name)
		} else {
			apart = append(apart, "--"+name, text)
		}
	}
	for name, test := range map[string]struct{ arguments, environ []string }{
		"--name=value": {assigned, nil},
		"--name value": {apart, nil},
		"environment":  {nil, environ},
		"flag wins":    {assigned, []string{"PCGRAPH_ADDR=:1", "PCGRAPH_MAX_ALIASES=unread", "PCGRAPH_PLAYGROUND=off"}},
	} {
		got, err := Parse(append([]string{"serve"}, test.arguments...), test.environ)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(Command(want), got, cmpSecrets); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestSimulateValues(t *testing.T) {
	t.Parallel()
	want := &Simulate{
		Simulator: Simulator{
			Addr: Address{"localhost", 0}, Customers: 3, Batches: 0, Devices: 1000, Seed: -7,
			Token: NewSecret("expected"), TokenLife: time.Hour,
		},
		Simulation: Simulation{Latency: 250 * time.Millisecond},
	}
	got := parse(t, "simulate --addr localhost:0 --customers 3 --batches=0 --devices 1000 --seed=-7 --latency 250ms --token-life 1h",
		"PCGRAPH_SIMULATE_TOKEN=expected")
	if diff := cmp.Diff(Command(want), got, cmpSecrets); diff != "" {
		t.Errorf("flags (-want +got):\n%s", diff)
	}
	got = parse(t, "simulate", "PCGRAPH_SIMULATE_ADDR=localhost:0", "PCGRAPH_SIMULATE_CUSTOMERS=3",
		"PCGRAPH_SIMULATE_BATCHES=0", "PCGRAPH_SIMULATE_DEVICES=1000", "PCGRAPH_SIMULATE_SEED=-7",
		"PCGRAPH_SIMULATE_LATENCY=250ms", "PCGRAPH_SIMULATE_TOKEN_LIFE=1h",
		"PCGRAPH_SIMULATE_TOKEN_FILE="+writeFile(t, "expected"))
	if diff := cmp.Diff(Command(want), got, cmpSecrets); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

func TestAutoToggles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		arguments string
		want      Explorer
	}{
		{"demo", Explorer{ToggleOn, ToggleOn}},
		{"demo --addr 0.0.0.0:80", Explorer{ToggleOn, ToggleOn}},
		{"demo --playground off", Explorer{ToggleOff, ToggleOn}},
		{"serve", Explorer{ToggleOn, ToggleOn}},
		{"serve --addr localhost:80 --introspection false", Explorer{ToggleOn, ToggleOff}},
		{"serve --allow-unauthenticated --addr :80", Explorer{ToggleOff, ToggleOff}},
		{"serve --allow-unauthenticated --addr :80 --introspection on", Explorer{ToggleOff, ToggleOn}},
	} {
		var got Explorer
		switch command := parse(t, test.arguments, servable...).(type) {
		case *Demo:
			got = command.Explorer
		case *Serve:
			got = command.Explorer
		}
		if got != test.want {
			t.Errorf("%s: %v, want %v", test.arguments, got, test.want)
		}
	}
}

// TestTolerated starts with environments that look wrong and are not.
func TestTolerated(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments string
		environ   []string
	}{
		"settings of another command": {"demo", []string{
			"PCGRAPH_UPSTREAM_URL=nonsense", "PCGRAPH_UPSTREAM_TOKEN=", "PCGRAPH_AUTH=jwt", "PCGRAPH_SIMULATE_ADDR=x",
		}},
		"empty variables":            {"demo", []string{"PCGRAPH_ADDR=", "PCGRAPH_LOG_LEVEL="}},
		"empty file variable":        {"demo", []string{"PCGRAPH_CURSOR_KEY=0123456789abcdef", "PCGRAPH_CURSOR_KEY_FILE="}},
		"empty variable beside file": {"demo", []string{"PCGRAPH_CURSOR_KEY=", "PCGRAPH_CURSOR_KEY_FILE=" + writeFile(t, "0123456789abcdef")}},
		"other programs":             {"demo", []string{"PATH=/bin", "pcgraph_adrr=1", "PCGRAPHS=1", "=C:=C:\\", "PCGRAPH_"[:4]}},
		"a name twice":               {"demo", []string{"PCGRAPH_ADDR=bad", "PCGRAPH_ADDR=:0"}},
		"the same flag twice":        {"demo --addr :0 --addr=:0", nil},
		"version":                    {"version", []string{"PCGRAPH_ADRR=1"}},
		"free ports":                 {"demo --addr :0 --admin-addr :0", nil},
		"same port, other host":      {"demo --addr 127.0.0.1:80 --admin-addr 127.0.0.2:80", nil},
		"loopback over http":         {"serve --upstream-url http://[::1]:8090/base", servable},
		"an issuer on loopback":      {"serve --auth jwt --oidc-issuer http://127.0.0.1:9000 --oidc-audience api", servable},
		"jwt on every interface":     {"serve --auth jwt --oidc-issuer https://login.example --oidc-audience api --addr :80", servable},
		"Kubernetes services": {"demo", []string{
			"PCGRAPH_PORT=tcp://10.0.0.1:80", "PCGRAPH_SERVICE_HOST=10.0.0.1", "PCGRAPH_SERVICE_PORT=80",
			"PCGRAPH_SERVICE_PORT_HTTP=80", "PCGRAPH_PORT_80_TCP=tcp://10.0.0.1:80", "PCGRAPH_PORT_80_TCP_PROTO=tcp",
			"PCGRAPH_PORT_80_TCP_PORT=80", "PCGRAPH_PORT_80_TCP_ADDR=10.0.0.1",
			"PCGRAPH_ADMIN_PORT=tcp://10.0.0.1:81", "PCGRAPH_ADMIN_SERVICE_HOST=10.0.0.1",
		}},
	} {
		if _, err := Parse(strings.Fields(test.arguments), test.environ); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// faultsOf parses what must not parse.
func faultsOf(t *testing.T, arguments []string, environ []string) *UsageError {
	t.Helper()
	command, err := Parse(arguments, environ)
	var usage *UsageError
	if !errors.As(err, &usage) || command != nil {
		t.Fatalf("Parse(%q, %q) = %v, %v; want a UsageError alone", arguments, environ, command, err)
	}
	if usage.ExitCode() != 2 {
		t.Errorf("exit code %d, want 2", usage.ExitCode())
	}
	for _, fault := range usage.Faults {
		if fault.Name == "" || fault.Problem == "" || !strings.HasSuffix(fault.Remedy, ".") && !strings.HasSuffix(fault.Remedy, "?") {
			t.Errorf("incomplete fault: %+v", fault)
		}
		if line := fault.String(); strings.Contains(line, "\n") || !strings.Contains(usage.Error(), "  "+line+"\n") {
			t.Errorf("not a line of the error: %q", line)
		}
	}
	return usage
}

func writeFile(t *testing.T, content string) string {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if _, err := file.WriteString(content); err != nil {
		t.Fatal(err)
	}
	return filepath.Clean(file.Name())
}
