package lint

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func TestDockerfile(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, warning := range file.Warnings {
		t.Errorf("%v: %s", warning.Location, warning.Short)
	}
	rules := linter.New(&linter.Config{Warn: func(rule, _, _, message string, at []parser.Range) {
		t.Errorf("line %d: %s: %s", at[0].Start.Line, rule, message)
	}})
	stages, _, err := instructions.Parse(file.AST, rules)
	if err != nil {
		t.Fatal(err)
	}

	t.Run("what is copied exists", func(t *testing.T) {
		var names []string
		for _, stage := range stages {
			for _, command := range stage.Commands {
				c, ok := command.(*instructions.CopyCommand)
				switch {
				case !ok:
				case c.From != "" && !slices.Contains(names, c.From):
					t.Errorf("COPY --from=%s: there is no such stage above", c.From)
				case c.From == "":
					for _, path := range c.SourcePaths {
						if _, err := os.Stat(filepath.Join("../..", path)); err != nil {
							t.Errorf("COPY %s: %v", path, err)
						}
					}
				}
			}
			names = append(names, stage.Name)
		}
	})
	t.Run("the final image", func(t *testing.T) {
		final := stages[len(stages)-1]
		if !strings.Contains(final.BaseName, "distroless/static") {
			t.Errorf("it is based on %s, and not on distroless/static", final.BaseName)
		}
		user := ""
		for _, command := range final.Commands {
			switch c := command.(type) {
			case *instructions.UserCommand:
				user = c.User
			case *instructions.RunCommand, *instructions.HealthCheckCommand:
				t.Errorf("%s needs a shell or a program that a distroless image has not", command.Name())
			case *instructions.EntrypointCommand:
				if c.PrependShell {
					t.Error("ENTRYPOINT is in the shell form, and there is no shell")
				}
			case *instructions.CmdCommand:
				if c.PrependShell {
					t.Error("CMD is in the shell form, and there is no shell")
				}
			}
		}
		if user != "65532:65532" {
			t.Errorf("USER is %q; Kubernetes accepts only a number as not root", user)
		}
	})
}
