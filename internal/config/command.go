package config

// A Command is what the command line asks for: a [*Demo], [*Serve], [*Simulate], [*Schema], [*Version] or [*Help].
type Command interface {
	// check settles what depends on several settings, and notes what contradicts.
	check(*faults)
}

// Demo asks for the API over a simulated Partner Center inside the same process. It needs no secret.
type Demo struct {
	API
	Simulation `group:"Simulated Partner Center" envprefix:"SIMULATE_"`
}

// Serve asks for the API in front of an upstream.
type Serve struct {
	API
	Upstream   `group:"Upstream"`
	Credential `group:"Credential for the upstream"`
	Callers    `group:"Callers"`
}

// Simulate asks for the simulated Partner Center alone, on an address of its own.
type Simulate struct {
	Simulator  `group:"Simulated Partner Center" envprefix:"SIMULATE_"`
	Simulation `group:"Simulated Partner Center" envprefix:"SIMULATE_"`
}

// Schema asks for the schema of the API, as it is served with the same settings.
type Schema struct {
	Subgraph `group:"Apollo Federation"`
}

// Version asks for the program's version.
type Version struct{}

// Help asks to print Text, which ends in a newline, on standard output.
type Help struct {
	Text string `kong:"-"`
}

// grammar is the command line as kong reads it.
type grammar struct {
	Demo     Demo     `cmd:"" help:"Serve the API over a simulated Partner Center; no account, network or secret is needed."`
	Serve    Serve    `cmd:"" help:"Serve the API in front of Partner Center."`
	Simulate Simulate `cmd:"" help:"Serve only the simulated Partner Center, for front-end teams and continuous integration."`
	Schema   Schema   `cmd:"" help:"Print the schema."`
	Version  Version  `cmd:"" help:"Print the version."`
	Help     Help     `cmd:"" help:"Print every setting, or those of the command named after it."`
}

func (c *Demo) check(f *faults) {
	c.Listen.check(f)
	c.Documents.check(f)
	c.Explorer.settle(true)
}

func (c *Serve) check(f *faults) {
	c.Listen.check(f)
	c.Documents.check(f)
	c.Explorer.settle(c.Addr.IsLoopback())
	c.Upstream.settle(c.Cloud)
	c.Upstream.check(f)
	c.Credential.check(&c.Upstream, f)
	c.Callers.check(c.Addr, f)
}

func (*Simulate) check(*faults) {}

func (*Schema) check(*faults) {}

func (*Version) check(*faults) {}

func (*Help) check(*faults) {}
