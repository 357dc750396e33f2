package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"
)

// An assignment is a variable of the environment on its way to a mapper, which so learns the variable's name.
type assignment struct{ name, text string }

// given takes the next value from kong: what gave it (a flag or a variable), and what it says.
func given(ctx *kong.DecodeContext) (source, text string) {
	value := ctx.Scan.Pop().Value
	if a, ok := value.(assignment); ok {
		return a.name, a.text
	}
	return "--" + ctx.Value.Name, fmt.Sprint(value)
}

// A valueMapper decodes settings of one kind for kong. It never fails: see [parser].
type valueMapper struct {
	parser *parser
	kind   kind
}

// Decode implements [kong.Mapper].
func (m valueMapper) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	source, text := given(ctx)
	value, ok := m.kind.parse(text)
	if !ok || !m.kind.within(value, ctx.Value.Tag) {
		remedy := "Correct it or leave it out"
		if ctx.Value.HasDefault {
			remedy += ": the default is " + ctx.Value.Default
		}
		shown := quote(text)
		if m.kind.hidden {
			shown = ""
		}
		m.parser.faults.add(Fault{
			Name: source, Value: shown,
			Problem: strings.TrimSuffix("must be "+m.kind.allowed+", "+bounds(ctx.Value.Tag), ", "),
			Remedy:  remedy + ".",
			setting: ctx.Value.Name,
		})
		if value, ok = m.kind.parse(ctx.Value.Default); !ok {
			return nil
		}
	}
	target.Set(value)
	return nil
}

// within reports whether a value lies between the bounds that the tag sets.
func (k kind) within(value reflect.Value, tag *kong.Tag) bool {
	if low, ok := k.parse(tag.Get("min")); ok && value.Int() < low.Int() {
		return false
	}
	high, ok := k.parse(tag.Get("max"))
	return !ok || value.Int() <= high.Int()
}

// secretType tells secrets from other settings: their flag is called after the file that holds the value, and the
// value itself has a variable but no flag, since anyone on the machine can read a process's arguments.
var secretType = reflect.TypeFor[Secret]()

func isSecret(flag *kong.Flag) bool { return flag.Target.Type() == secretType }

// maxSecretBytes is far above any key or token; it is there so that a wrong path cannot fill the memory.
const maxSecretBytes = 64 << 10

// A secretMapper decodes secrets for kong. It never fails: see [parser].
type secretMapper struct{ parser *parser }

// Decode implements [kong.Mapper]. Its faults show neither the value nor the path, because a secret pasted into the
// wrong variable looks like a path.
func (m secretMapper) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	source, text := given(ctx)
	fail := func(problem, remedy string) error {
		m.parser.faults.add(Fault{Name: source, Problem: problem, Remedy: remedy, setting: ctx.Value.Name})
		return nil
	}
	if variable := secretVariable(ctx.Value.Flag); source != variable {
		if m.parser.environ[variable] != "" {
			return fail("contradicts "+variable+", which is set too", "Keep one of them.")
		}
		var err error
		if text, err = readSecret(text); err != nil {
			return fail("must be the path of a file that holds the secret; "+err.Error(), "Correct the path or leave it out.")
		}
	}
	if text == "" {
		return fail("holds no secret: it is empty", "Fill it or leave it out.")
	}
	if least, err := strconv.Atoi(ctx.Value.Tag.Get("min")); err == nil && len(text) < least {
		return fail(fmt.Sprintf("must hold at least %d bytes", least), "Choose a longer secret, such as 32 random bytes in hexadecimal.")
	}
	target.Set(reflect.ValueOf(NewSecret(text)))
	return nil
}

// readSecret reads the file, without the line break that editors put at its end. Its errors do not name the path.
func readSecret(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", withoutPath(err)
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, maxSecretBytes+1))
	if err != nil {
		return "", withoutPath(err)
	}
	if len(content) > maxSecretBytes {
		return "", fmt.Errorf("the file is larger than %d bytes", maxSecretBytes)
	}
	return strings.TrimRight(string(content), "\r\n"), nil
}

func withoutPath(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
