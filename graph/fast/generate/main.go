// Command generate does what `gqlgen generate` does, and writes the tables of
// package fast beside gqlgen's executor, and for a schema that is a subgraph of
// Apollo Federation what asks its resolvers.
//
//	generate gqlgen.yml
//
// All come from the same data, so that a field of a table is always had from
// where gqlgen has it.
package main

//go:generate go run . ../../../gqlgen.yml
//go:generate go run . ../internal/zoo/gqlgen.yml

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("give the path of a gqlgen.yml, and nothing else")
	}
	// What the file names is relative to where it lies.
	if err := os.Chdir(filepath.Dir(args[0])); err != nil {
		return err
	}
	cfg, err := config.LoadConfig(filepath.Base(args[0]))
	if err != nil {
		return err
	}
	return api.Generate(cfg, api.AddPlugin(plugin{}), api.AddPlugin(subgraphPlugin{}))
}
