package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// A Setting describes one setting.
type Setting struct {
	Group     string   // heading under which the help shows it
	Flag      string   // as in --addr; for a secret, the flag that names its file
	Variables []string // as in PCGRAPH_ADDR; for a secret its own and its file's
	Unit      string   // what stands for a value in the help, as in HOST:PORT
	Default   string   // as it would be written; "" if there is none
	Absent    string   // without a default: what having no value means
	Bounds    string   // as in "from 1KiB to 64MiB"; "" if there are none
	Help      string   // what it does, in a sentence
	Commands  []string // the commands that have it
}

// Table describes every setting of every command, grouped as in the help. It fails only if a field's tags are wrong.
func Table() ([]Setting, error) {
	p, err := newParser(nil)
	if err != nil {
		return nil, err
	}
	return p.table(), nil
}

// table lists the settings, each once: two commands that share a variable share the setting.
func (p *parser) table() []Setting {
	var groups []string
	byGroup := map[string][]Setting{}
	for _, node := range p.kong.Model.Children {
		for _, flag := range node.Flags {
			group := flag.Group.Title
			if !slices.Contains(groups, group) {
				groups = append(groups, group)
			}
			same := func(s Setting) bool { return slices.Equal(s.Variables, variables(flag)) }
			if i := slices.IndexFunc(byGroup[group], same); i >= 0 {
				byGroup[group][i].Commands = append(byGroup[group][i].Commands, node.Name)
				continue
			}
			byGroup[group] = append(byGroup[group], newSetting(flag, node.Name))
		}
	}
	var table []Setting
	for _, group := range groups {
		table = append(table, byGroup[group]...)
	}
	return table
}

func newSetting(flag *kong.Flag, command string) Setting {
	return Setting{
		Group:     flag.Group.Title,
		Flag:      "--" + flag.Name,
		Variables: variables(flag),
		Unit:      unitOf(flag),
		Default:   flag.Default,
		Absent:    flag.Tag.Get("absent"),
		Bounds:    bounds(flag.Tag),
		Help:      flag.Help,
		Commands:  []string{command},
	}
}

// flagUsage shows how a flag is written, as in --addr=HOST:PORT.
func flagUsage(flag *kong.Flag) string { return "--" + flag.Name + "=" + unitOf(flag) }

func unitOf(flag *kong.Flag) string {
	if isSecret(flag) {
		return "PATH"
	}
	if flag.Tag.Has("unit") {
		return flag.Tag.Get("unit")
	}
	return kinds()[flag.Target.Type()].unit
}

// bounds says between what a value has to lie, or "".
func bounds(tag *kong.Tag) string {
	switch low, high := tag.Get("min"), tag.Get("max"); {
	case high != "":
		return "from " + low + " to " + high
	case low != "":
		return "at least " + low + " bytes"
	default:
		return ""
	}
}

// summary is the setting as the help shows it, in three lines.
func (s Setting) summary() string {
	value := "Default " + s.Default
	switch {
	case s.Default == "":
		value = "Without it: " + s.Absent
	case s.Bounds != "":
		value += ", " + s.Bounds
	}
	return fmt.Sprintf("  %s=%s  %s\n      %s\n      %s.\n", s.Flag, s.Unit, strings.Join(s.Variables, "  "), s.Help, value)
}
