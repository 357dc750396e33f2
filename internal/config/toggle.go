package config

import "strings"

// Toggle is a switch with a third position that leaves the choice to the circumstances.
type Toggle string

// The positions of a [Toggle].
const (
	ToggleAuto Toggle = "auto"
	ToggleOn   Toggle = "on"
	ToggleOff  Toggle = "off"
)

// On reports whether the switch is on. In a [Command] it is never auto any more.
func (t Toggle) On() bool { return t == ToggleOn }

// settle replaces auto.
func (t Toggle) settle(on bool) Toggle {
	switch {
	case t != ToggleAuto:
		return t
	case on:
		return ToggleOn
	default:
		return ToggleOff
	}
}

func parseToggle(text string) (Toggle, bool) {
	if strings.EqualFold(text, string(ToggleAuto)) {
		return ToggleAuto, true
	}
	on, ok := parseBool(text)
	return ToggleAuto.settle(on), ok
}

func parseBool(text string) (value, ok bool) {
	switch strings.ToLower(text) {
	case "true", "on", "yes", "1":
		return true, true
	case "false", "off", "no", "0":
		return false, true
	default:
		return false, false
	}
}
