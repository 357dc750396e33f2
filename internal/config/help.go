package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// description is the first paragraph of the help.
const description = "A GraphQL API in front of Microsoft Partner Center's REST API for device deployment."

// rules is the paragraph of the help that holds for every setting.
const rules = `Every setting is a flag and an environment variable; the flag wins. A secret is read
from its variable, or from a file that the flag or the variable ending in _FILE names.
A DURATION is written like 250ms, 30s or 1m30s, and a SIZE in bytes like 65536, 64KiB or
1MiB. Without a HOST, as in :8080, every interface is listened on; PORT 0 takes a free one.
`

// help answers a call for help on everything, or on one command.
func (p *parser) help(topic []string) (Command, error) {
	if len(topic) == 0 {
		return &Help{Text: p.overview() + "\n" + rules + sections(p.table())}, nil
	}
	for i := range topic[1:] {
		p.faults.add(Fault{
			Name: "argument " + strconv.Itoa(i+3), Problem: "help explains one command at a time", Remedy: "Leave it out.",
		})
	}
	node := p.node(topic[0])
	if node == nil {
		p.faults.add(p.notACommand(topic[0]))
	}
	if err := p.faults.err("help"); err != nil {
		return nil, err
	}
	settings := slices.DeleteFunc(p.table(), func(s Setting) bool { return !slices.Contains(s.Commands, node.Name) })
	usage := program + " " + node.Name
	if len(settings) == 0 {
		return &Help{Text: fmt.Sprintf("Usage: %s\n\n%s\n", usage, node.Help)}, nil
	}
	return &Help{Text: fmt.Sprintf("Usage: %s [--setting=value ...]\n\n%s\n\n%s%s", usage, node.Help, rules, sections(settings))}, nil
}

// overview lists the commands.
func (p *parser) overview() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: %s <command> [--setting=value ...]\n\n%s\n\nCommands\n", program, description)
	for _, node := range p.kong.Model.Children {
		fmt.Fprintf(&b, "  %-10s%s\n", node.Name, node.Help)
	}
	return b.String()
}

// sections lists settings under headings: their group, and the commands that have them.
func sections(settings []Setting) string {
	var b strings.Builder
	heading := ""
	for _, s := range settings {
		if h := fmt.Sprintf("%s (%s)", s.Group, strings.Join(s.Commands, ", ")); h != heading {
			heading = h
			fmt.Fprintf(&b, "\n%s\n", heading)
		}
		b.WriteString(s.summary())
	}
	return b.String()
}
