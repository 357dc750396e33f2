package config

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func settingsOf(t *testing.T, command string) []Setting {
	t.Helper()
	table, err := Table()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(table, func(s Setting) bool { return !slices.Contains(s.Commands, command) })
}

// TestGrammar checks what the tags of every setting owe to whoever reads the help, and to the mappers.
func TestGrammar(t *testing.T) {
	t.Parallel()
	p, err := newParser(nil)
	if err != nil {
		t.Fatal(err)
	}
	sentence := regexp.MustCompile(`^[A-Z].*\.$`)
	shared := map[string]Setting{}
	for _, node := range p.kong.Model.Children {
		for _, flag := range node.Flags {
			s := newSetting(flag, node.Name)
			if !sentence.MatchString(s.Help) {
				t.Errorf("%s: the help is no sentence: %q", s.Flag, s.Help)
			}
			if s.Group == "" || s.Unit == "" {
				t.Errorf("%s: group %q, unit %q", s.Flag, s.Group, s.Unit)
			}
			if (s.Default == "") == (s.Absent == "") {
				t.Errorf("%s: default %q and absent %q; want one of them", s.Flag, s.Default, s.Absent)
			}
			isPath := flag.Target.Type() == reflect.TypeFor[Path]()
			if (isSecret(flag) || isPath) != strings.HasSuffix(s.Flag, "-file") {
				t.Errorf("%s: the flag of a secret or a path, and no other, ends in -file", s.Flag)
			}
			if !isSecret(flag) && flag.Tag.Has("min") != flag.Tag.Has("max") {
				t.Errorf("%s: one bound without the other", s.Flag)
			}
			checkDefault(t, flag)
			first, ok := shared[s.Variables[0]]
			if s.Commands = nil; !ok {
				shared[s.Variables[0]] = s
			} else if first.summary() != s.summary() || first.Group != s.Group {
				t.Errorf("%s means two things:\n%s%s", s.Variables[0], first.summary(), s.summary())
			}
		}
	}
}

// checkDefault checks that a default, and each bound, could have been given.
func checkDefault(t *testing.T, flag *kong.Flag) {
	t.Helper()
	kind, ok := kinds()[flag.Target.Type()]
	if !ok { // A secret.
		return
	}
	for _, key := range []string{"default", "min", "max"} {
		if !flag.Tag.Has(key) {
			continue
		}
		if value, ok := kind.parse(flag.Tag.Get(key)); !ok || !kind.within(value, flag.Tag) {
			t.Errorf("--%s: %s %q is not allowed", flag.Name, key, flag.Tag.Get(key))
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	table, err := Table()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range table {
		names = append(names, s.Variables...)
	}
	want := strings.Fields(`
		PCGRAPH_ADDR PCGRAPH_ADMIN_ADDR PCGRAPH_DRAIN_DELAY PCGRAPH_DRAIN_TIMEOUT PCGRAPH_REQUEST_TIMEOUT
		PCGRAPH_MAX_BODY_BYTES PCGRAPH_MAX_JSON_VALUES PCGRAPH_MAX_QUERY_BYTES PCGRAPH_MAX_QUERY_TOKENS
		PCGRAPH_MAX_SELECTIONS PCGRAPH_MAX_QUERY_DEPTH PCGRAPH_MAX_ALIASES PCGRAPH_MAX_ROOT_FIELDS
		PCGRAPH_MAX_DIRECTIVES PCGRAPH_MAX_COMPLEXITY PCGRAPH_MAX_ERRORS PCGRAPH_MAX_UPSTREAM_CALLS PCGRAPH_MAX_PARALLEL_CALLS
		PCGRAPH_OPERATIONS_FILE PCGRAPH_OPERATIONS PCGRAPH_DOCUMENT_CACHE_BYTES
		PCGRAPH_CORS_ORIGINS PCGRAPH_HOSTS PCGRAPH_MAX_TOTAL_CALLS PCGRAPH_MAX_CUSTOMER_CALLS PCGRAPH_CACHE_TTL
		PCGRAPH_STALE_IF_ERROR PCGRAPH_CACHE_BYTES
		PCGRAPH_PLAYGROUND PCGRAPH_INTROSPECTION PCGRAPH_FEDERATION PCGRAPH_CURSOR_KEY PCGRAPH_CURSOR_KEY_FILE
		PCGRAPH_LOG_LEVEL PCGRAPH_LOG_FORMAT PCGRAPH_METRICS_OPERATIONS PCGRAPH_SIMULATE_LATENCY PCGRAPH_SIMULATE_ADDR
		PCGRAPH_SIMULATE_CUSTOMERS PCGRAPH_SIMULATE_BATCHES PCGRAPH_SIMULATE_DEVICES PCGRAPH_SIMULATE_SEED
		PCGRAPH_SIMULATE_TOKEN PCGRAPH_SIMULATE_TOKEN_FILE PCGRAPH_SIMULATE_TOKEN_LIFE
		PCGRAPH_UPSTREAM_URL PCGRAPH_UPSTREAM_TIMEOUT PCGRAPH_UPSTREAM_RETRIES PCGRAPH_MAX_RETRY_AFTER
		PCGRAPH_HEDGE_AFTER PCGRAPH_ALLOW_INSECURE_UPSTREAM PCGRAPH_UPSTREAM_TOKEN PCGRAPH_UPSTREAM_TOKEN_FILE
		PCGRAPH_TENANT_ID PCGRAPH_CLIENT_ID PCGRAPH_CLIENT_SECRET PCGRAPH_CLIENT_SECRET_FILE
		PCGRAPH_CLIENT_CERTIFICATE_FILE PCGRAPH_CLIENT_CERTIFICATE_PASSWORD PCGRAPH_CLIENT_CERTIFICATE_PASSWORD_FILE
		PCGRAPH_REFRESH_TOKEN_FILE PCGRAPH_CLOUD PCGRAPH_AUTHORITY_URL
		PCGRAPH_AUTH PCGRAPH_ALLOW_UNAUTHENTICATED PCGRAPH_OIDC_ISSUER PCGRAPH_OIDC_AUDIENCE PCGRAPH_GRANTS_CLAIM`)
	if !slices.Equal(names, want) {
		t.Errorf("variables\n got %v\nwant %v", names, want)
	}
	latency := table[slices.IndexFunc(table, func(s Setting) bool { return s.Flag == "--latency" })]
	if !slices.Equal(latency.Commands, []string{"demo", "simulate"}) {
		t.Errorf("--latency is of %v", latency.Commands)
	}
}

// TestHelp compares the help of serve with testdata/serve.txt, and looks in the others for what they must hold.
func TestHelp(t *testing.T) {
	t.Parallel()
	text := func(arguments string) string {
		help, ok := parse(t, arguments, "PCGRAPH_ADRR=help is shown all the same").(*Help)
		if !ok || !strings.HasPrefix(help.Text, "Usage: pcgraph ") || !strings.HasSuffix(help.Text, "\n") {
			t.Fatalf("%s: %+v", arguments, help)
		}
		return help.Text
	}
	golden, err := os.ReadFile("testdata/serve.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, arguments := range []string{"help serve", "serve --addr --help", "serve --help", "serve --bogus -h", "serve -h --addr"} {
		if got := text(arguments); got != string(golden) {
			t.Errorf("%s: not as in testdata/serve.txt:\n%s", arguments, got)
		}
	}
	table, err := Table()
	if err != nil {
		t.Fatal(err)
	}
	for _, arguments := range []string{"help", "--help", "-h", "--addr=:0 --help"} {
		help := text(arguments)
		for _, s := range table {
			if !strings.Contains(help, s.summary()) {
				t.Errorf("%s: without %s", arguments, s.Flag)
			}
		}
	}
	for command, absent := range map[string]string{"demo": "--auth", "simulate": "--auth", "schema": "--addr", "version": "--addr", "help": "--addr"} {
		help := text("help " + command)
		if other := text(command + " --help"); other != help {
			t.Errorf("%s --help is not help %s:\n%s", command, command, other)
		}
		for _, s := range settingsOf(t, command) {
			if !strings.Contains(help, s.summary()) {
				t.Errorf("help %s: without %s", command, s.Flag)
			}
		}
		if strings.Contains(help, absent) {
			t.Errorf("help %s: with %s", command, absent)
		}
	}
}
