package config

// Callers says who may call the API.
type Callers struct {
	Auth                 Auth `absent:"serve does not start" help:"How callers are told apart; with none, anyone who reaches the address sees every customer."`
	AllowUnauthenticated bool `default:"false" help:"Allow none on an address that other machines can reach."`
}

// Auth is how callers are authenticated.
type Auth string

// AuthNone lets everyone in.
const AuthNone Auth = "none"

func (c *Callers) check(addr Address, f *faults) {
	switch {
	case f.about("auth"):
	case c.Auth == "":
		f.add(Fault{
			Name: "PCGRAPH_AUTH", Problem: "who may call the API has to be chosen",
			Remedy: "Set it, or --auth, to none to let in whoever reaches the address: enough on a loopback address, or behind a gateway that authenticates.",
		})
	case c.Auth == AuthNone && !addr.IsLoopback() && !c.AllowUnauthenticated && !f.about("addr", "allow-unauthenticated"):
		f.add(Fault{
			Name: "PCGRAPH_AUTH", Value: quote(string(c.Auth)),
			Problem: "lets anyone who reaches PCGRAPH_ADDR=" + quote(addr.String()) + " see every customer",
			Remedy:  "Listen on a loopback address, or set PCGRAPH_ALLOW_UNAUTHENTICATED=true.",
		})
	}
}
