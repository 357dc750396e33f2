package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// prefix begins the name of every variable of ours.
const prefix = "PCGRAPH_"

// An environment holds the variables that begin with our prefix.
type environment map[string]string

// newEnvironment reads lines of the form name=value. Of a name that stands twice, the last one counts.
func newEnvironment(environ []string) environment {
	e := environment{}
	for _, line := range environ {
		if name, text, ok := strings.Cut(line, "="); ok && strings.HasPrefix(name, prefix) {
			e[name] = text
		}
	}
	return e
}

// variable names the variable that says the same as the flag.
func variable(flag *kong.Flag) string {
	return prefix + flag.Tag.EnvPrefix + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
}

// secretVariable names the variable that holds a secret itself, where the flag names its file.
func secretVariable(flag *kong.Flag) string { return strings.TrimSuffix(variable(flag), "_FILE") }

// variables names every variable that can give a setting its value.
func variables(flag *kong.Flag) []string {
	if isSecret(flag) {
		return []string{secretVariable(flag), variable(flag)}
	}
	return []string{variable(flag)}
}

// resolve is a [kong.ResolverFunc]: it answers for the settings that no flag gave. An empty variable counts as
// absent, but a secret's is handed on, to be refused: a secret lost on its way must not pass for one never meant.
// A secret's file goes before its own variable, because only the file's decoding looks whether both are there.
func (p *parser) resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	var found any
	for _, name := range slices.Backward(variables(flag)) {
		text, ok := p.environ[name]
		if text != "" {
			return assignment{name, text}, nil
		}
		if ok && isSecret(flag) {
			found = assignment{name, text}
		}
	}
	return found, nil
}

// serviceVariable matches what Kubernetes puts into the environment of every pod for each service whose name
// begins with "pcgraph", and tolerates. PCGRAPH_PORT is not among them: see [parser.unknownVariables].
var serviceVariable = regexp.MustCompile(`_SERVICE_HOST$|_SERVICE_PORT(_[A-Z0-9_]+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$`)

// servicePort matches Kubernetes' value of PCGRAPH_PORT. Anyone else's would be a port's number, and a mistake.
var servicePort = regexp.MustCompile(`^(tcp|udp|sctp)://`)

// unknownVariables notes every variable with our prefix that no command has. Its value may be a secret.
func (p *parser) unknownVariables() {
	var known []string
	for _, node := range p.kong.Model.Children {
		for _, flag := range node.Flags {
			known = append(known, variables(flag)...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.environ)) {
		switch {
		case slices.Contains(known, name):
		case serviceVariable.MatchString(name):
		case strings.HasSuffix(name, "_PORT") && servicePort.MatchString(p.environ[name]):
		default:
			remedy := "Unset it."
			if guess := nearest(name, known); guess != "" {
				remedy = "Did you mean " + guess + "?"
			}
			p.faults.add(Fault{Name: name, Problem: "there is no such setting", Remedy: remedy})
		}
	}
}
