package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

func isFlag(word string) bool { return strings.HasPrefix(word, "-") }

// arguments returns, each as --name=value, the flags among the words that follow a command, and notes a fault for
// every other word. Faults never show a word that could be a value, since people do put secrets there.
func (p *parser) arguments(node *kong.Node, words []string) []string {
	var flags []string
	values := map[string]string{}
	for i := 0; i < len(words); i++ {
		word := words[i]
		if !isFlag(word) {
			p.faults.add(Fault{
				Name: "argument " + strconv.Itoa(i+2), Problem: "belongs to no flag",
				Remedy: "Write settings as --name=value.",
			})
			continue
		}
		name, value, hasValue := strings.Cut(word, "=")
		next := i+1 < len(words) && !isFlag(words[i+1])
		flag := flagOf(node, name)
		switch {
		case hasValue:
		case flag != nil && flag.IsBool():
			value = "true"
		case next:
			i++
			value = words[i]
		case flag != nil:
			p.faults.add(Fault{
				Name: name, Problem: "needs a value",
				Remedy: "Write " + flagUsage(flag) + ".", setting: flag.Name,
			})
			continue
		}
		if flag == nil {
			p.faults.add(p.unknownFlag(node, name))
			continue
		}
		if before, twice := values[name]; twice && before != value {
			p.faults.add(Fault{
				Name: name, Problem: "is given twice, with different values",
				Remedy: "Keep one of them.", setting: flag.Name,
			})
			continue
		}
		values[name] = value
		flags = append(flags, name+"="+value)
	}
	return flags
}

// flagOf returns the command's flag that is written so, or nil.
func flagOf(node *kong.Node, written string) *kong.Flag {
	for _, flag := range node.Flags {
		if "--"+flag.Name == written {
			return flag
		}
	}
	return nil
}

// unknownFlag says what can be said of a flag that the command does not have.
func (p *parser) unknownFlag(node *kong.Node, written string) Fault {
	fault := Fault{Name: written, Problem: "is no setting of " + node.Name, Remedy: "Leave it out."}
	word := strings.ToLower(strings.ReplaceAll(strings.TrimLeft(written, "-"), "_", "-"))
	if secret := flagOf(node, "--"+word+"-file"); secret != nil {
		fault.Problem = "is a secret, and a process's arguments are open to everyone on the machine"
		fault.Remedy = "Set " + secretVariable(secret) + ", or let --" + secret.Name + " name a file that holds it."
		return fault
	}
	if guess := nearestFlag(word, node); guess != "" {
		fault.Remedy = "Did you mean --" + guess + "?"
		return fault
	}
	for _, other := range p.kong.Model.Children {
		if flagOf(other, "--"+word) != nil {
			fault.Remedy = "It is one of " + other.Name + "."
			return fault
		}
	}
	return fault
}

// nearestFlag names the command's flag that a word was most likely meant to be, spelt like the flag or like its
// variable.
func nearestFlag(word string, node *kong.Node) string {
	flags := map[string]string{"help": "help"}
	spellings := []string{"help"}
	for _, flag := range node.Flags {
		fromVariable := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable(flag), prefix), "_", "-"))
		for _, spelling := range []string{flag.Name, fromVariable} {
			flags[spelling] = flag.Name
			spellings = append(spellings, spelling)
		}
	}
	return flags[nearest(strings.TrimPrefix(word, "pcgraph-"), slices.Compact(spellings))]
}

// notACommand says what can be said of a first word that is not a command.
func (p *parser) notACommand(word string) Fault {
	var commands []string
	for _, node := range p.kong.Model.Children {
		commands = append(commands, node.Name)
	}
	fault := Fault{
		Name: "command", Value: quote(word), Problem: "there is no such command",
		Remedy: "Choose one of " + strings.Join(commands, ", ") + ".",
	}
	guess := nearest(strings.TrimLeft(word, "-"), commands)
	switch {
	case guess != "":
		fault.Remedy = "Did you mean " + guess + "?"
	case isFlag(word):
		fault.Value = ""
		fault.Problem = "the first word is a flag"
		fault.Remedy = "Write the command before its flags."
	}
	return fault
}
