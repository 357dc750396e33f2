package config

import (
	"log/slog"
	"time"
)

// API holds the settings of every command that serves the GraphQL API.
type API struct {
	Listen    `group:"Listening and shutting down"`
	Limits    `group:"Limits of one request"`
	Documents `group:"Documents"`
	Browsers  `group:"Browsers"`
	Calls     `group:"Upstream calls of all operations"`
	Cache     `group:"Cache"`
	Explorer  `group:"Exploring the schema"`
	Subgraph  `group:"Apollo Federation"`
	Cursors   `group:"Cursors"`
	Log       `group:"Log"`
	Metrics   `group:"Metrics"`
}

// Listen says where the API listens and how it stops.
type Listen struct {
	Addr         Address       `default:"127.0.0.1:8080" help:"Where the API listens; the start prints the address."`
	AdminAddr    Address       `default:"127.0.0.1:8081" help:"Where metrics, health and profiles are served."`
	DrainDelay   time.Duration `default:"0s" min:"0s" max:"10m" help:"How long a stopping server says that it is not ready before it refuses connections."`
	DrainTimeout time.Duration `default:"30s" min:"1ms" max:"1h" help:"How long requests in flight may take to finish when the server stops."`
}

func (l *Listen) check(f *faults) {
	if l.Addr.overlaps(l.AdminAddr) && !f.about("addr", "admin-addr") {
		f.add(Fault{
			Name: "PCGRAPH_ADMIN_ADDR", Value: quote(l.AdminAddr.String()),
			Problem: "takes the port of PCGRAPH_ADDR=" + quote(l.Addr.String()),
			Remedy:  "Give one of them another port.",
		})
	}
}

// Limits bounds what one request may ask and cost.
type Limits struct {
	RequestTimeout   time.Duration `default:"60s" min:"1ms" max:"1h" help:"How long one request may take."`
	MaxBodyBytes     Bytes         `default:"1MiB" min:"1KiB" max:"64MiB" help:"Size of a request's body."`
	MaxJSONValues    int           `default:"10000" min:"100" max:"10000000" unit:"VALUES" help:"Strings, numbers, lists and objects in a request's JSON."`
	MaxQueryBytes    Bytes         `default:"64KiB" min:"1KiB" max:"16MiB" help:"Size of a GraphQL document."`
	MaxQueryTokens   int           `default:"1000" min:"1" max:"100000" unit:"TOKENS" help:"Lexical tokens in a GraphQL document."`
	MaxSelections    int           `default:"5000" min:"1" max:"1000000" unit:"SELECTIONS" help:"Fields, fragments, directives, arguments and values in a document, with each fragment counted wherever it is spread."`
	MaxQueryDepth    int           `default:"15" min:"1" max:"1000" unit:"LEVELS" help:"Levels of nested fields, and of the lists and objects of a value."`
	MaxAliases       int           `default:"50" min:"1" max:"10000" unit:"ALIASES" help:"Aliases in an operation."`
	MaxRootFields    int           `default:"20" min:"1" max:"1000" unit:"FIELDS" help:"Fields at the root of an operation."`
	MaxDirectives    int           `default:"50" min:"1" max:"10000" unit:"DIRECTIVES" help:"Directives in an operation."`
	MaxComplexity    int           `default:"100000" min:"1" max:"10000000" unit:"POINTS" help:"Cost of an operation, about one point for each field of each item."`
	MaxErrors        int           `default:"20" min:"1" max:"1000" unit:"ERRORS" help:"Errors of a refused document that are looked for."`
	MaxUpstreamCalls int           `default:"500" min:"1" max:"100000" unit:"CALLS" help:"Upstream calls that an operation may cause."`
	MaxParallelCalls int           `default:"64" min:"1" max:"10000" unit:"CALLS" help:"Upstream calls that an operation may have in flight at a time."`
}

// Documents says which documents are known without being sent, and whether others run.
type Documents struct {
	OperationsFile     Path           `absent:"no document is known at the start" help:"A manifest of documents that requests may name: of GraphQL Code Generator, Relay or Apollo."`
	Operations         DocumentPolicy `default:"any" help:"Which documents run: any, or strict for those of the manifest alone."`
	DocumentCacheBytes Bytes          `default:"16MiB" min:"0" max:"1GiB" help:"Memory for documents that were sent, which may then be asked for by their hash; 0 keeps none."`
}

// DocumentPolicy says which documents run.
type DocumentPolicy string

const (
	DocumentsAny    DocumentPolicy = "any"    // whatever is sent
	DocumentsStrict DocumentPolicy = "strict" // those of the manifest
)

func (d *Documents) check(f *faults) {
	switch {
	case f.about("operations-file"):
	case d.OperationsFile != "":
		readable(f, "PCGRAPH_OPERATIONS_FILE", d.OperationsFile)
	case d.Operations == DocumentsStrict:
		f.add(Fault{
			Name: "PCGRAPH_OPERATIONS", Value: quote(string(d.Operations)),
			Problem: "runs only the documents of a manifest, and there is none",
			Remedy:  "Let PCGRAPH_OPERATIONS_FILE name it, or leave this out.",
		})
	}
}

// Browsers says which pages may use the API, and by which names they may call it.
type Browsers struct {
	CORSOrigins Origins `absent:"pages of this server only" help:"Origins, separated by commas, whose pages may use the API from a browser."`
	Hosts       Hosts   `absent:"any name; but where callers are asked nothing, a loopback address answers only to localhost and itself" help:"Names, separated by commas, by which the API may be called beside localhost and loopback addresses."`
}

// Calls bounds the upstream calls that are under way at a time, whoever causes them. They are shared fairly between
// operations.
type Calls struct {
	MaxTotalCalls    int `default:"256" min:"1" max:"10000" unit:"CALLS" help:"Upstream calls in flight at a time."`
	MaxCustomerCalls int `default:"64" min:"1" max:"10000" unit:"CALLS" help:"Upstream calls in flight at a time for one customer."`
}

// Cache says what is kept of the upstream's answers.
type Cache struct {
	CacheTTL     time.Duration `default:"30s" min:"0s" max:"24h" help:"How long a fetched page may be served again; 0 is never."`
	StaleIfError time.Duration `default:"0s" min:"0s" max:"168h" help:"How much longer a page may be served when Partner Center cannot give a new one, which the answer then says; 0 is never."`
	CacheBytes   Bytes         `default:"256MiB" min:"1MiB" max:"64GiB" help:"Memory that kept pages may take."`
}

// Explorer says whether callers may look at the schema. Both are settled after [Parse]: on or off, never auto.
type Explorer struct {
	Playground    Toggle `default:"auto" help:"Serve GraphQL Playground; auto is on in demo and on a loopback address."`
	Introspection Toggle `default:"auto" help:"Answer questions about the schema, which Playground needs; auto is on in demo and on a loopback address."`
}

func (e *Explorer) settle(open bool) {
	e.Playground = e.Playground.settle(open)
	e.Introspection = e.Introspection.settle(open)
}

// Subgraph says whether the graph is a part of a larger one.
type Subgraph struct {
	Federation bool `default:"false" help:"Be a subgraph of Apollo Federation: with _entities, and with _service where introspection is on."`
}

// Cursors says how cursors are sealed.
type Cursors struct {
	// CursorKey is unset unless it was given.
	CursorKey Secret `name:"cursor-key-file" min:"16" absent:"derived from the upstream credential" help:"The key that seals cursors, at least 16 bytes, the same on every replica."`
}

// Log says what is logged and how.
type Log struct {
	LogLevel  slog.Level `default:"info" help:"The least severe record that is written."`
	LogFormat LogFormat  `default:"text" help:"How records are written."`
}

// Metrics says what is told apart in metrics and traces.
type Metrics struct {
	MetricsOperations Operations `absent:"every name counts as other" help:"Names of operations, separated by commas, that metrics and traces tell apart; clients choose names, so all others count as other."`
}

// LogFormat is how log records are written.
type LogFormat string

const (
	LogText LogFormat = "text" // key=value, for people
	LogJSON LogFormat = "json" // one object a line, for collectors
)
