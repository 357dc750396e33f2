package config

import (
	"net/url"
	"strings"
	"unicode"
)

// Callers says who may call the API.
type Callers struct {
	Auth                 Auth       `absent:"serve does not start" help:"How callers are told apart: none lets in whoever reaches the address, and shows every customer; jwt asks for an access token."`
	AllowUnauthenticated bool       `default:"false" help:"Allow none on an address that other machines can reach."`
	OIDCIssuer           *url.URL   `name:"oidc-issuer" absent:"serve does not start with jwt" help:"The OpenID Connect issuer whose tokens are accepted, spelt as in their iss claim."`
	OIDCAudience         Identifier `name:"oidc-audience" absent:"serve does not start with jwt" help:"What the aud claim of a token must name: this API, as the issuer knows it."`
	GrantsClaim          Identifier `default:"pcgraph_customers" help:"The claim of a token that lists the caller's customers: GUIDs, or * for all."`
}

// Auth is how callers are authenticated.
type Auth string

const (
	AuthNone Auth = "none" // lets everyone in
	AuthJWT  Auth = "jwt"  // asks for an access token of an OpenID Connect issuer
)

// Identifier is what somebody else calls something: a text without white space.
type Identifier string

func parseIdentifier(text string) (Identifier, bool) {
	hidden := func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }
	return Identifier(text), text != "" && !strings.ContainsFunc(text, hidden)
}

func (c *Callers) check(addr Address, f *faults) {
	switch {
	case f.about("auth"):
	case c.Auth == "":
		f.add(Fault{
			Name: "PCGRAPH_AUTH", Problem: "who may call the API has to be chosen",
			Remedy: "Set it, or --auth, to jwt to ask callers for an access token, or to none to let in whoever reaches the address: enough on a loopback address, or behind a gateway that authenticates.",
		})
	case c.Auth == AuthNone:
		c.checkNone(addr, f)
	case c.Auth == AuthJWT:
		c.checkJWT(f)
	}
}

func (c *Callers) checkNone(addr Address, f *faults) {
	if !addr.IsLoopback() && !c.AllowUnauthenticated && !f.about("addr", "allow-unauthenticated") {
		f.add(Fault{
			Name: "PCGRAPH_AUTH", Value: quote(string(c.Auth)),
			Problem: "lets anyone who reaches PCGRAPH_ADDR=" + quote(addr.String()) + " see every customer",
			Remedy:  "Listen on a loopback address, set PCGRAPH_AUTH=jwt, or set PCGRAPH_ALLOW_UNAUTHENTICATED=true.",
		})
	}
	needless := func(name string) {
		f.add(Fault{
			Name: name, Problem: "says which tokens are accepted, and PCGRAPH_AUTH=" + quote(string(c.Auth)) + " asks for none",
			Remedy: "Set PCGRAPH_AUTH=jwt, or leave it out.",
		})
	}
	if c.OIDCIssuer != nil {
		needless("PCGRAPH_OIDC_ISSUER")
	}
	if c.OIDCAudience != "" {
		needless("PCGRAPH_OIDC_AUDIENCE")
	}
}

func (c *Callers) checkJWT(f *faults) {
	switch issuer := c.OIDCIssuer; {
	case f.about("oidc-issuer"):
	case issuer == nil:
		f.add(Fault{
			Name: "PCGRAPH_OIDC_ISSUER", Problem: "PCGRAPH_AUTH=" + quote(string(c.Auth)) + " needs an issuer to trust, and there is none",
			Remedy: "Set it to the issuer's address, spelt as in the iss claim of its tokens.",
		})
	case issuer.Scheme == "http" && !IsLoopback(issuer.Hostname()):
		f.add(Fault{
			Name: "PCGRAPH_OIDC_ISSUER", Value: quote(issuer.String()),
			Problem: "would have the keys that tokens are verified with fetched in the clear, where anyone on the way can change them",
			Remedy:  "Use https.",
		})
	}
	if c.OIDCAudience == "" && !f.about("oidc-audience") {
		f.add(Fault{
			Name: "PCGRAPH_OIDC_AUDIENCE", Problem: "PCGRAPH_AUTH=" + quote(string(c.Auth)) + " needs to know which tokens are meant for this API",
			Remedy: "Set it to what the issuer puts into the aud claim of such tokens.",
		})
	}
}
