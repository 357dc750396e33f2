//go:build tools

// Pins the versions of the programs that write and check code here, so that
// go.mod alone decides them.
package main

import (
	_ "github.com/99designs/gqlgen"
	_ "honnef.co/go/tools/cmd/staticcheck"
)
