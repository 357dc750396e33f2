package laws

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

const (
	pathGqlgen     = "github.com/99designs/gqlgen"
	pathGqlparser  = "github.com/vektah/gqlparser"
	pathDataloader = "github.com/graph-gophers/dataloader"
)

// A wall is what one package may import. Its tests may import more.
type wall struct {
	// ours are the packages of ours that it may import; everything has all.
	ours []string
	// standardOnly forbids everything that is neither ours nor the standard library's.
	standardOnly bool
	// never are paths that it must not import, nor what stands below them.
	never []string
	// because says what the wall is good for.
	because string
}

var everything = []string{"everything"}

// walls has every package. Arrows point one way: package main sees all, the graph
// sees the client, and relay and pcclient are the floor.
var walls = map[string]wall{
	".": {ours: everything, because: "it puts the program together"},

	"graph":        {because: "it is the schema and nothing else"},
	"graph/access": {standardOnly: true, because: "what a caller may see must be readable without knowing anything else"},
	"graph/relay":  {standardOnly: true, because: "paging arithmetic that does no I/O can be tested exhaustively"},
	"graph/model":  {ours: []string{"graph/relay"}, because: "models are data, whoever fetched them"},
	"graph/generated": {
		ours: []string{"graph/fast", "graph/model", "graph/relay"}, because: "it is gqlgen's, and gqlgen.yml decides what it sees",
	},
	"graph/fast":              {because: "it writes any answer of gqlgen's, whatever the schema is"},
	"graph/fast/generate":     {because: "it must run before what it generates can be compiled"},
	"graph/fast/internal/zoo": {ours: []string{"graph/fast"}, because: "it is the tests' own schema"},
	"graph/loaders": {
		ours: []string{"pcclient"}, never: []string{pathGqlgen, pathGqlparser},
		because: "an operation's memory of the upstream has nothing to do with how it was asked for",
	},
	"graph/gqlerr": {
		ours: []string{"graph/model", "graph/relay", "pcclient"}, because: "it presents the errors of these, and does not make any happen",
	},
	"graph/resolvers": {
		ours:    []string{"graph", "graph/access", "graph/generated", "graph/gqlerr", "graph/loaders", "graph/model", "graph/relay", "pcclient"},
		never:   []string{"net/http"},
		because: "a resolver parses, asks and converts; how the request came is not its business",
	},

	"internal/callers":     {ours: []string{"graph/access"}, because: "who calls is found out before there is an operation"},
	"internal/config":      {because: "every package is told what it needs, and none reads settings by itself"},
	"internal/credentials": {ours: []string{"pcclient"}, because: "it gets the token that the client asks for"},
	"internal/explorer":    {because: "it is a page and its files, whatever API it speaks to"},
	"internal/fairqueue":   {ours: []string{"pcclient"}, because: "it stands in front of the client, whoever asks"},
	"internal/httpd":       {because: "the web layer receives ready parts, and never learns what a customer is"},
	"internal/pagecache":   {ours: []string{"pcclient"}, because: "it keeps the client's pages, whoever asks"},
	"internal/pcsim": {
		standardOnly: true, because: "a simulator that shares anything with the client shares its mistakes",
	},
	"internal/pcsim/entra": {
		standardOnly: true, because: "a simulator that shares anything with the client shares its mistakes",
	},
	"internal/scenario": {because: "it is handed a handler, so that a story can be told of any"},
	"internal/service": {
		ours: everything, never: []string{module + "/internal/config", module + "/internal/pcsim"},
		because: "what it builds is the same whatever the settings came from and whatever the upstream is",
	},
	"internal/telemetry": {
		ours:    []string{"graph/model", "internal/httpd", "internal/pagecache", "pcclient"},
		because: "it is told what happens by these, and makes nothing happen",
	},
	"internal/laws": {because: "it has no code"},

	"pcclient": {
		never: []string{pathGqlgen, pathGqlparser, pathDataloader}, because: "any Go program can use it, and should not pay for GraphQL",
	},
	"bench": {
		ours: []string{"internal/pcsim", "internal/service", "pcclient"}, because: "it measures the service as it is served",
	},
}

// importers are packages that few may import, whatever their own walls say.
var importers = map[string][]string{
	"graph/resolvers": {".", "internal/service"},
	"internal/config": {"."},
}

func TestWalls(t *testing.T) {
	t.Parallel()
	for _, sentence := range breaches(packages(t)) {
		t.Error(sentence)
	}
}

// breaches says of every import that is not allowed why it is not.
func breaches(list []pkg) []string {
	var sentences []string
	say := func(format string, args ...any) { sentences = append(sentences, fmt.Sprintf(format, args...)) }
	missing := maps.Clone(walls)
	for _, p := range list {
		name := short(p.ImportPath)
		delete(missing, name)
		w, known := walls[name]
		if !known {
			say("%s has no wall: say in internal/laws/walls_test.go what it may import, and why.", name)
			continue
		}
		for _, path := range p.Imports {
			switch imported := short(path); {
			case slices.ContainsFunc(w.never, func(never string) bool { return path == never || strings.HasPrefix(path, never+"/") }):
				say("%s imports %s, which it must not: %s.", name, path, w.because)
			case !isOurs(path):
				if w.standardOnly && !isStandard(path) {
					say("%s imports %s. It may import the standard library alone: %s.", name, path, w.because)
				}
			case !slices.Contains(w.ours, imported) && !slices.Equal(w.ours, everything):
				say("%s imports %s. Of ours it may import %s: %s.", name, imported, orNothing(w.ours), w.because)
			case importers[imported] != nil && !slices.Contains(importers[imported], name):
				say("%s imports %s, which only %s may.", name, imported, strings.Join(importers[imported], " and "))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		say("%s has a wall in internal/laws/walls_test.go, but is not there: take the wall down.", name)
	}
	return sentences
}

func orNothing(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// A law that nobody can break is none.
func TestWallsStand(t *testing.T) {
	t.Parallel()
	whole := func(change pkg) (list []pkg) {
		for name := range walls {
			p := pkg{ImportPath: module + "/" + name}
			if name == "." {
				p.ImportPath = module
			}
			if p.ImportPath == change.ImportPath {
				p = change
			}
			list = append(list, p)
		}
		if _, known := walls[short(change.ImportPath)]; !known {
			list = append(list, change)
		}
		return list
	}
	for _, test := range []struct{ name, imports, says string }{
		{".", module + "/internal/config", ""},
		{"graph/relay", "encoding/base64", ""},
		{"graph/model", module + "/graph/relay", ""},
		{"internal/service", module + "/graph/resolvers", ""},
		{"pcclient", "github.com/google/uuid", ""},
		{"graph/relay", "golang.org/x/text", "standard library alone"},
		{"graph/relay", module + "/pcclient", "may import nothing"},
		{"graph/model", module + "/pcclient", "may import graph/relay"},
		{"graph/loaders", pathGqlgen + "/graphql", "must not"},
		{"graph/resolvers", "net/http", "must not"},
		{"internal/service", module + "/internal/config", "must not"},
		{"internal/httpd", module + "/graph/gqlerr", "may import nothing"},
		{"bench", module + "/graph/resolvers", "may import internal/pcsim, internal/service, pcclient"},
		{"pcclient", pathDataloader + "/v7", "must not"},
		{"internal/new", "fmt", "has no wall"},
	} {
		path := module + "/" + test.name
		if test.name == "." {
			path = module
		}
		said := strings.Join(breaches(whole(pkg{ImportPath: path, Imports: []string{test.imports}})), "\n")
		if test.says == "" && said != "" || !strings.Contains(said, test.says) {
			t.Errorf("%s imports %s: said %q, want %q", test.name, test.imports, said, test.says)
		}
	}
	if said := breaches(nil); len(said) != len(walls) {
		t.Errorf("with no package, said %q", said)
	}
}
