// Package config is pcgraph's command line: every command, every setting, and what may be written there.
//
// A setting is a field of one of the structs below ([Listen], [Limits], …), and nothing else has to be written to
// add one. The field's name decides the flag and the variable (MaxBodyBytes is --max-body-bytes and
// PCGRAPH_MAX_BODY_BYTES), its type decides how a value is written (kind.go), and its tags say the rest:
//
//	default  the value when none is given; it must be a value that could have been given
//	absent   without a default: what having no value means
//	min, max the bounds, for types that have an order; for a [Secret], min is its length in bytes
//	unit     what stands for the value in the help, where the type does not say it
//	group    the heading in the help; envprefix stands between PCGRAPH_ and the name
//	help     one sentence
//
// A flag wins over its variable, and an empty variable counts as absent. A setting that the chosen command does not
// have is a mistake as a flag, but not in the environment, where the settings of several commands may stand
// together. What contradicts what is in the check methods, beside the fields concerned.
//
// Every mistake is collected, and [Parse] answers with all of them at once in a [UsageError].
package config

import (
	"fmt"
	"slices"

	"github.com/alecthomas/kong"
)

// program is the name by which messages and help call the program.
const program = "pcgraph"

// Parse reads the arguments that follow the program's name, and the environment as [os.Environ] gives it.
//
// The answer is a [*Demo], [*Serve], [*Simulate], [*Schema], [*Version] or [*Help], settled and free of
// contradictions, or a [*UsageError] that holds every mistake found. Parse prints nothing and reads nothing but its arguments and the
// files that hold secrets.
func Parse(arguments, environ []string) (Command, error) {
	p, err := newParser(environ)
	if err != nil {
		return nil, err
	}
	switch {
	case len(arguments) == 0:
		return nil, &UsageError{Usage: p.overview(), Faults: []Fault{{
			Name: "command", Problem: "none was given", Remedy: "Choose one of those above.",
		}}}
	case slices.Contains(arguments, "--help"), slices.Contains(arguments, "-h"):
		if isFlag(arguments[0]) {
			return p.help(nil)
		}
		return p.help(arguments[:1])
	case arguments[0] == "help":
		return p.help(arguments[1:])
	}
	return p.command(arguments[0], arguments[1:])
}

// A parser reads one command line. It hands kong only what kong cannot stumble over, because kong gives up at the
// first mistake: unknown flags never reach it (arguments.go), and its mappers note a bad value, put the default in
// its place, and go on (mapper.go).
type parser struct {
	grammar grammar
	kong    *kong.Kong
	environ environment
	faults  faults
}

// newParser fails only if the grammar's own tags are wrong.
func newParser(environ []string) (*parser, error) {
	p := &parser{environ: newEnvironment(environ)}
	options := []kong.Option{
		kong.Name(program),
		kong.NoDefaultHelp(),
		kong.Resolvers(kong.ResolverFunc(p.resolve)),
		kong.TypeMapper(secretType, secretMapper{p}),
	}
	for typ, kind := range kinds() {
		options = append(options, kong.TypeMapper(typ, valueMapper{p, kind}))
	}
	var err error
	if p.kong, err = kong.New(&p.grammar, options...); err != nil {
		return nil, fmt.Errorf("config: grammar: %w", err)
	}
	return p, nil
}

// command reads the words after a command's name.
func (p *parser) command(name string, words []string) (Command, error) {
	node := p.node(name)
	if node == nil {
		p.faults.add(p.notACommand(name))
		p.unknownVariables()
		return nil, p.faults.err("")
	}
	arguments := append([]string{name}, p.arguments(node, words)...)
	if len(node.Flags) > 0 { // A version is told whatever the environment holds.
		p.unknownVariables()
	}
	if _, err := p.kong.Parse(arguments); err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	command := node.Target.Addr().Interface().(Command)
	command.check(&p.faults)
	if err := p.faults.err(name); err != nil {
		return nil, err
	}
	return command, nil
}

// node returns the command of that name, or nil.
func (p *parser) node(name string) *kong.Node {
	for _, node := range p.kong.Model.Children {
		if node.Name == name {
			return node
		}
	}
	return nil
}
