// Package scenario runs the scenario files: one story each, in a txtar archive
// that holds a query, the upstream calls it may cause, and the answer expected.
// They are the product's manual; what a query costs stands in them beside what
// it says.
//
// A file starts with a paragraph in words. Its members are
//
//	query.graphql   the operation
//	variables.json  its variables (optional)
//	headers.txt     request headers, one "Name: value" a line (optional)
//	caller.json     what the caller may see (optional; everything without it)
//	schema.json     what the schema has beside the contract (optional; nothing without it)
//	limits.json     bounds for this story instead of the defaults (optional)
//	simulator.json  what the simulated Partner Center does differently (optional)
//	cache.json      how long pages are kept (optional; none are without it)
//	faults.jsonl    faults to inject, one a line, as its admin path takes them (optional)
//	upstream.txt    the upstream calls, sorted: count, method and escaped path
//	want.json       the response body
//
// Run with -update, the tests write the last two as they are.
package scenario

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// A Scenario is one story.
type Scenario struct {
	// Name is the file's, without its ending.
	Name string
	// Story says in words what is shown.
	Story string

	Query     string
	Variables json.RawMessage
	Headers   map[string]string
	Caller    *Caller // nil is one who may see everything
	Schema    Schema
	Limits    Limits
	Simulator Simulator
	Cache     Cache
	Faults    []string

	path    string
	archive *txtar.Archive
}

// Caller is what a story's caller may see.
type Caller struct {
	// Customers are the IDs of its customers. Absent, it is for all of them.
	Customers []string `json:"customers"`
	// Scopes are what its scopes are called.
	Scopes []string `json:"scopes"`
}

// Schema is what a story's schema has beside the contract.
type Schema struct {
	// Federation makes it a subgraph.
	Federation bool `json:"federation"`
}

// Limits are the bounds of a story that are not the defaults.
type Limits struct {
	MaxUpstreamCalls int `json:"maxUpstreamCalls"`
}

// Simulator is what the simulated Partner Center does differently in a story.
type Simulator struct {
	// Paging is how it hands out continuations: "token" (default), "link" or "whole".
	Paging string `json:"paging"`
	// RealTime keeps the story out of virtual time. Pauses are then real, which
	// is needed where siblings wait for one another in gqlgen: it makes them wait
	// in a sync.Once, and virtual time stands still while anybody waits for a lock.
	RealTime bool `json:"realTime"`
}

// Cache is a story's cache.
type Cache struct {
	// TTL and StaleIfError are those of package pagecache.
	TTL          Duration `json:"ttl"`
	StaleIfError Duration `json:"staleIfError"`
	// AskedBefore is how long before the story, in virtual time, the same was asked
	// and answered, without the story's faults.
	AskedBefore Duration `json:"askedBefore"`
}

// Duration is written as in "1m30s".
type Duration time.Duration

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	read, err := time.ParseDuration(string(text))
	*d = Duration(read)
	return err
}

// Load reads every scenario file in dir.
func Load(dir string) ([]*Scenario, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("scenario: no scenario files in %s (%v)", dir, err)
	}
	scenarios := make([]*Scenario, 0, len(paths))
	for _, path := range paths {
		s, err := load(path)
		if err != nil {
			return nil, fmt.Errorf("scenario: %s: %w", path, err)
		}
		scenarios = append(scenarios, s)
	}
	return scenarios, nil
}

func load(path string) (*Scenario, error) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		return nil, err
	}
	s := &Scenario{
		Name:  strings.TrimSuffix(filepath.Base(path), ".txtar"),
		Story: strings.TrimSpace(string(archive.Comment)),
		path:  path, archive: archive, Headers: map[string]string{},
	}
	for _, file := range archive.Files {
		if err := s.read(file.Name, file.Data); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name, err)
		}
	}
	if s.Story == "" || s.Query == "" {
		return nil, fmt.Errorf("a story in words and a query.graphql are needed")
	}
	if s.Simulator.RealTime && s.Cache.AskedBefore > 0 {
		return nil, fmt.Errorf("cache.json: askedBefore needs virtual time, and simulator.json asks for real time")
	}
	return s, nil
}

func (s *Scenario) read(name string, data []byte) error {
	switch name {
	case "query.graphql":
		s.Query = string(data)
	case "variables.json":
		s.Variables = data
		if !json.Valid(data) {
			return fmt.Errorf("not JSON")
		}
	case "headers.txt":
		for line := range strings.Lines(string(data)) {
			key, value, found := strings.Cut(strings.TrimSpace(line), ": ")
			if !found {
				return fmt.Errorf("%q is no \"Name: value\"", line)
			}
			s.Headers[key] = value
		}
	case "caller.json":
		return json.Unmarshal(data, &s.Caller)
	case "schema.json":
		return json.Unmarshal(data, &s.Schema)
	case "limits.json":
		return json.Unmarshal(data, &s.Limits)
	case "simulator.json":
		return json.Unmarshal(data, &s.Simulator)
	case "cache.json":
		return json.Unmarshal(data, &s.Cache)
	case "faults.jsonl":
		s.Faults = strings.Split(strings.TrimSpace(string(data)), "\n")
	case "upstream.txt", "want.json":
	default:
		return fmt.Errorf("no scenario file has this member")
	}
	return nil
}

func (s *Scenario) member(name string) string {
	for _, file := range s.archive.Files {
		if file.Name == name {
			return string(file.Data)
		}
	}
	return ""
}

// rewrite puts what was seen in the place of what was expected.
func (s *Scenario) rewrite(seen map[string]string) error {
	for _, name := range []string{"upstream.txt", "want.json"} {
		at := slices.IndexFunc(s.archive.Files, func(f txtar.File) bool { return f.Name == name })
		if at < 0 {
			at = len(s.archive.Files)
			s.archive.Files = append(s.archive.Files, txtar.File{Name: name})
		}
		s.archive.Files[at].Data = []byte(seen[name])
	}
	return os.WriteFile(s.path, txtar.Format(s.archive), 0o644)
}
