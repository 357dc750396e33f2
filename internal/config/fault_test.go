package config

import (
	"strings"
	"testing"
)

// TestFaults makes one mistake at a time, and expects it to be the only one reported, in these words.
func TestFaults(t *testing.T) {
	t.Parallel()
	const serve = "serve"
	for _, test := range []struct {
		arguments string
		environ   string
		want      string
	}{
		{"sevre", "", `command="sevre": there is no such command. Did you mean serve?`},
		{"start", "", `command="start": there is no such command. Choose one of demo, serve, simulate, schema, version, help.`},
		{"--version", "", `command="--version": there is no such command. Did you mean version?`},
		{"--addr=:0 demo", "", `command: the first word is a flag. Write the command before its flags.`},
		{"help sevre", "", `command="sevre": there is no such command. Did you mean serve?`},
		{"help serve demo", "", `argument 3: help explains one command at a time. Leave it out.`},

		{"demo --adr=:0", "", `--adr: is no setting of demo. Did you mean --addr?`},
		{"demo -addr :0", "", `-addr: is no setting of demo. Did you mean --addr?`},
		{"demo --PCGRAPH_ADDR=:0", "", `--PCGRAPH_ADDR: is no setting of demo. Did you mean --addr?`},
		{"simulate --simulate-addr=:0", "", `--simulate-addr: is no setting of simulate. Did you mean --addr?`},
		{"demo --customers 3", "", `--customers: is no setting of demo. It is one of simulate.`},
		{"demo --what-is-this", "", `--what-is-this: is no setting of demo. Leave it out.`},
		{"demo --hlep", "", `--hlep: is no setting of demo. Did you mean --help?`},
		{"demo --@?" + strings.Repeat("x", 100), "", `"--@?` + strings.Repeat("x", 56) + `"…: is no setting of demo. Leave it out.`},
		{"demo --", "", `--: is no setting of demo. Leave it out.`},
		{"demo :8080", "", `argument 2: belongs to no flag. Write settings as --name=value.`},
		{"serve --allow-insecure-upstream true", serve, `argument 3: belongs to no flag. Write settings as --name=value.`},
		{"demo --addr", "", `--addr: needs a value. Write --addr=HOST:PORT.`},
		{"demo --playground --log-level=debug", "", `--playground: needs a value. Write --playground=auto|on|off.`},
		{"demo --addr=:1 --addr=:2", "", `--addr: is given twice, with different values. Keep one of them.`},

		{"demo", "PCGRAPH_ADRR=:0", `PCGRAPH_ADRR: there is no such setting. Did you mean PCGRAPH_ADDR?`},
		{"demo", "PCGRAPH_TLS_CERTIFICATE=x", `PCGRAPH_TLS_CERTIFICATE: there is no such setting. Unset it.`},
		{"demo", "PCGRAPH_PORT=8080", `PCGRAPH_PORT: there is no such setting. Unset it.`},
		{"demo", "PCGRAPH_\x1b[2J=8080", `"PCGRAPH_\x1b[2J": there is no such setting. Unset it.`},

		{"demo --addr=8080", "", `--addr="8080": must be host:port, such as 127.0.0.1:8080, [::1]:0 or :8080. Correct it or leave it out: the default is 127.0.0.1:8080.`},
		{"demo --addr=", "", `--addr="": must be host:port, such as 127.0.0.1:8080, [::1]:0 or :8080. Correct it or leave it out: the default is 127.0.0.1:8080.`},
		{"demo --admin-addr=:8080", "", `PCGRAPH_ADMIN_ADDR=":8080": takes the port of PCGRAPH_ADDR="127.0.0.1:8080". Give one of them another port.`},
		{"demo", "PCGRAPH_MAX_UPSTREAM_CALLS=0", `PCGRAPH_MAX_UPSTREAM_CALLS="0": must be a whole number, from 1 to 100000. Correct it or leave it out: the default is 500.`},
		{"demo", "PCGRAPH_MAX_UPSTREAM_CALLS=100001", `PCGRAPH_MAX_UPSTREAM_CALLS="100001": must be a whole number, from 1 to 100000. Correct it or leave it out: the default is 500.`},
		{"demo", "PCGRAPH_MAX_ALIASES=1e3", `PCGRAPH_MAX_ALIASES="1e3": must be a whole number, from 1 to 10000. Correct it or leave it out: the default is 50.`},
		{"demo --request-timeout=60", "", `--request-timeout="60": must be a duration, such as 250ms, 30s or 1m30s, from 1ms to 1h. Correct it or leave it out: the default is 60s.`},
		{"demo --drain-delay=-1s", "", `--drain-delay="-1s": must be a duration, such as 250ms, 30s or 1m30s, from 0s to 10m. Correct it or leave it out: the default is 0s.`},
		{"demo --max-body-bytes=1TiB", "", `--max-body-bytes="1TiB": must be a size in bytes, such as 65536, 64KiB or 1MiB, from 1KiB to 64MiB. Correct it or leave it out: the default is 1MiB.`},
		{"demo --playground=maybe", "", `--playground="maybe": must be auto, on or off. Correct it or leave it out: the default is auto.`},
		{"demo --log-level=trace", "", `--log-level="trace": must be debug, info, warn or error. Correct it or leave it out: the default is info.`},
		{"demo --log-format=xml", "", `--log-format="xml": must be text or json. Correct it or leave it out: the default is text.`},
		{"demo --operations=some", "", `--operations="some": must be any or strict. Correct it or leave it out: the default is any.`},
		{"demo --operations=strict", "", `PCGRAPH_OPERATIONS="strict": runs only the documents of a manifest, and there is none. Let PCGRAPH_OPERATIONS_FILE name it, or leave this out.`},
		{"demo --operations-file=/nowhere/manifest", "", `PCGRAPH_OPERATIONS_FILE: must be the path of a file that can be read; no such file or directory. Correct the path or leave it out.`},
		{"serve --auth=basic", serve, `--auth="basic": must be none or jwt. Correct it or leave it out.`},
		{"serve --grants-claim=my\x7fcustomers", serve, `--grants-claim="my\x7fcustomers": must be a text without spaces. Correct it or leave it out: the default is pcgraph_customers.`},
		{"serve --allow-unauthenticated=maybe", serve, `--allow-unauthenticated="maybe": must be true or false. Correct it or leave it out: the default is false.`},
		{"serve --upstream-url=ftp://host", serve, `--upstream-url="ftp://host": must be an absolute http or https address without user, query or fragment. Correct it or leave it out.`},
		{"demo --log-format=" + strings.Repeat("x", 1000), "", `--log-format="` + strings.Repeat("x", 60) + `"…: must be text or json. Correct it or leave it out: the default is text.`},

		{"serve --upstream-url=http://example.com", serve, `PCGRAPH_UPSTREAM_URL="http://example.com": would carry the credential over the network in the clear. Use https, or set PCGRAPH_ALLOW_INSECURE_UPSTREAM=true.`},
		{"serve --addr=:80", serve, `PCGRAPH_AUTH="none": lets anyone who reaches PCGRAPH_ADDR=":80" see every customer. Listen on a loopback address, set PCGRAPH_AUTH=jwt, or set PCGRAPH_ALLOW_UNAUTHENTICATED=true.`},
		{"serve", "PCGRAPH_UPSTREAM_TOKEN=t", `PCGRAPH_AUTH: who may call the API has to be chosen. Set it, or --auth, to jwt to ask callers for an access token, or to none to let in whoever reaches the address: enough on a loopback address, or behind a gateway that authenticates.`},
		{"serve --auth=jwt --oidc-audience=api", "PCGRAPH_UPSTREAM_TOKEN=t", `PCGRAPH_OIDC_ISSUER: PCGRAPH_AUTH="jwt" needs an issuer to trust, and there is none. Set it to the issuer's address, spelt as in the iss claim of its tokens.`},
		{"serve --auth=jwt --oidc-issuer=https://login.example", "PCGRAPH_UPSTREAM_TOKEN=t", `PCGRAPH_OIDC_AUDIENCE: PCGRAPH_AUTH="jwt" needs to know which tokens are meant for this API. Set it to what the issuer puts into the aud claim of such tokens.`},
		{"serve --auth=jwt --oidc-audience=api --oidc-issuer=http://login.example", "PCGRAPH_UPSTREAM_TOKEN=t", `PCGRAPH_OIDC_ISSUER="http://login.example": would have the keys that tokens are verified with fetched in the clear, where anyone on the way can change them. Use https.`},
		{"serve --auth=jwt --oidc-audience=api --oidc-issuer=login.example", "PCGRAPH_UPSTREAM_TOKEN=t", `--oidc-issuer="login.example": must be an absolute http or https address without user, query or fragment. Correct it or leave it out.`},
		{"serve --oidc-issuer=https://login.example", serve, `PCGRAPH_OIDC_ISSUER: says which tokens are accepted, and PCGRAPH_AUTH="none" asks for none. Set PCGRAPH_AUTH=jwt, or leave it out.`},
		{"serve --oidc-audience=api", serve, `PCGRAPH_OIDC_AUDIENCE: says which tokens are accepted, and PCGRAPH_AUTH="none" asks for none. Set PCGRAPH_AUTH=jwt, or leave it out.`},
	} {
		environ := strings.Split(test.environ, "\n")
		if test.environ == serve {
			environ = servable
		}
		usage := faultsOf(t, strings.Fields(test.arguments), environ)
		if len(usage.Faults) != 1 || usage.Faults[0].String() != test.want {
			t.Errorf("%s\n got %q\nwant %q", test.arguments, usage.Faults, test.want)
		}
	}
}

// TestAllFaultsAtOnce makes every sort of mistake in one call.
func TestAllFaultsAtOnce(t *testing.T) {
	t.Parallel()
	usage := faultsOf(t,
		strings.Fields("serve --bogus=1 --addr=nowhere --admin-addr=nowhere --upstream-token abc stray --log-level --max-aliases 0 --upstream-url=http://example.com"),
		[]string{"PCGRAPH_ZZZ=1", "PCGRAPH_AAA=1", "PCGRAPH_LOG_FORMAT=xml", "PCGRAPH_UPSTREAM_RETRIES=11", "PCGRAPH_CURSOR_KEY=short"})
	var names []string
	for _, fault := range usage.Faults {
		names = append(names, fault.Name)
	}
	const want = "--bogus --upstream-token argument 7 --log-level PCGRAPH_AAA PCGRAPH_ZZZ " +
		"--addr --admin-addr --max-aliases PCGRAPH_CURSOR_KEY PCGRAPH_LOG_FORMAT PCGRAPH_UPSTREAM_RETRIES " +
		"PCGRAPH_UPSTREAM_URL PCGRAPH_UPSTREAM_TOKEN PCGRAPH_AUTH"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("faults\n got %s\nwant %s", got, want)
	}
	text := usage.Error()
	if !strings.HasPrefix(text, "pcgraph serve: cannot start, 15 to correct:\n  --bogus: ") ||
		!strings.HasSuffix(text, "\n\"pcgraph serve --help\" lists what can be set.") {
		t.Errorf("error:\n%s", text)
	}
}

func TestNoCommand(t *testing.T) {
	t.Parallel()
	usage := faultsOf(t, nil, []string{"PCGRAPH_ADRR=1"})
	if text := usage.Error(); !strings.HasPrefix(text, "Usage: pcgraph <command>") || !strings.Contains(text, "  simulate  ") {
		t.Errorf("error without the commands:\n%s", text)
	}
}

// TestSecretFaults checks every way for a secret to be refused, none of which may show the secret or its path.
func TestSecretFaults(t *testing.T) {
	t.Parallel()
	const hidden = "c4n4ry-c4n4ry-c4n4ry"
	serve := func(flags ...string) []string { return append([]string{"serve", "--auth=none"}, flags...) }
	file := writeFile(t, hidden)
	for name, test := range map[string]struct {
		arguments []string
		environ   []string
		want      string
	}{
		"as a flag": {serve("--upstream-token=" + hidden), servable,
			`--upstream-token: is a secret, and a process's arguments are open to everyone on the machine. Set PCGRAPH_UPSTREAM_TOKEN, or let --upstream-token-file name a file that holds it.`},
		"as a flag, apart": {serve("--UPSTREAM_TOKEN", hidden), servable,
			`--UPSTREAM_TOKEN: is a secret, and a process's arguments are open to everyone on the machine. Set PCGRAPH_UPSTREAM_TOKEN, or let --upstream-token-file name a file that holds it.`},
		"as a word": {serve(hidden), servable,
			`argument 3: belongs to no flag. Write settings as --name=value.`},
		"of an unknown variable": {serve(), append([]string{"PCGRAPH_UPSTREAM_TOKE=" + hidden}, servable...),
			`PCGRAPH_UPSTREAM_TOKE: there is no such setting. Did you mean PCGRAPH_UPSTREAM_TOKEN?`},
		"in an address's user": {serve("--upstream-url=https://me:" + hidden + "@host"), servable,
			`--upstream-url: must be an absolute http or https address without user, query or fragment. Correct it or leave it out.`},
		"in an address's query": {serve("--upstream-url=https://host/?key=" + hidden), servable,
			`--upstream-url: must be an absolute http or https address without user, query or fragment. Correct it or leave it out.`},
		"variable and file": {serve(), []string{"PCGRAPH_UPSTREAM_TOKEN=" + hidden, "PCGRAPH_UPSTREAM_TOKEN_FILE=" + file},
			`PCGRAPH_UPSTREAM_TOKEN_FILE: contradicts PCGRAPH_UPSTREAM_TOKEN, which is set too. Keep one of them.`},
		"variable and flag of the file": {serve("--upstream-token-file=" + file), []string{"PCGRAPH_UPSTREAM_TOKEN=" + hidden},
			`--upstream-token-file: contradicts PCGRAPH_UPSTREAM_TOKEN, which is set too. Keep one of them.`},
		"in place of its path": {serve("--upstream-token-file=" + hidden), nil,
			`--upstream-token-file: must be the path of a file that holds the secret; no such file or directory. Correct the path or leave it out.`},
		"in a folder": {serve("--upstream-token-file=" + t.TempDir()), nil,
			`--upstream-token-file: must be the path of a file that holds the secret; is a directory. Correct the path or leave it out.`},
		"in a file too large": {serve("--upstream-token-file=" + writeFile(t, strings.Repeat(hidden, 10000))), nil,
			`--upstream-token-file: must be the path of a file that holds the secret; the file is larger than 65536 bytes. Correct the path or leave it out.`},
		"in an endless file": {serve("--upstream-token-file=/dev/zero"), nil,
			`--upstream-token-file: must be the path of a file that holds the secret; the file is larger than 65536 bytes. Correct the path or leave it out.`},
		"empty file": {serve("--upstream-token-file=" + writeFile(t, "\n")), nil,
			`--upstream-token-file: holds no secret: it is empty. Fill it or leave it out.`},
		"empty variable": {serve(), []string{"PCGRAPH_UPSTREAM_TOKEN="},
			`PCGRAPH_UPSTREAM_TOKEN: holds no secret: it is empty. Fill it or leave it out.`},
		"short key": {[]string{"demo"}, []string{"PCGRAPH_CURSOR_KEY=" + hidden[:15]},
			`PCGRAPH_CURSOR_KEY: must hold at least 16 bytes. Choose a longer secret, such as 32 random bytes in hexadecimal.`},
		"with its scheme": {serve(), []string{"PCGRAPH_UPSTREAM_TOKEN=Bearer " + hidden},
			`PCGRAPH_UPSTREAM_TOKEN: has characters that a bearer token cannot have. Give the token alone: no space, no line break, not the word Bearer.`},
		"with a line break": {serve("--upstream-token-file=" + writeFile(t, hidden+"\nX: y\n")), nil,
			`PCGRAPH_UPSTREAM_TOKEN: has characters that a bearer token cannot have. Give the token alone: no space, no line break, not the word Bearer.`},
	} {
		usage := faultsOf(t, test.arguments, test.environ)
		if len(usage.Faults) != 1 || usage.Faults[0].String() != test.want {
			t.Errorf("%s\n got %q\nwant %q", name, usage.Faults, test.want)
		}
		if strings.Contains(usage.Error(), hidden[:8]) {
			t.Errorf("%s: the secret is shown:\n%s", name, usage)
		}
	}
}
