package explorer

import (
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var linkPattern = regexp.MustCompile(`(?:href|src|data-endpoint|data-schema|data-examples)="([^"]*)"`)

// Every link of both pages must lead to the right place from both spellings of the page's address, and when a proxy
// puts a prefix in front of it all.
func TestLinks(t *testing.T) {
	t.Parallel()
	options := []Options{
		{},
		{BasePath: "/playground", Endpoint: "/graphql", SchemaPath: "/schema.graphql"},
		{BasePath: "/tools/graph/explorer", Endpoint: "/v1/graphql", SchemaPath: "/v1/schema.graphql"},
	}
	for _, o := range options {
		for name, dist := range map[string]fs.FS{"full": bundle(t), "small": unbuilt} {
			s := newTestSite(t, o, dist)
			o, err := o.withDefaults()
			if err != nil {
				t.Fatal(err)
			}
			for _, address := range []string{o.BasePath, o.BasePath + "/"} {
				for _, prefix := range []string{"", "/behind/a/proxy"} {
					t.Run(name+" "+prefix+address, func(t *testing.T) {
						t.Parallel()
						checkLinks(t, s, o, address, prefix)
					})
				}
			}
		}
	}
}

func checkLinks(t *testing.T, s *site, o Options, address, prefix string) {
	here := url.URL{Scheme: "https", Host: "pcgraph.test", Path: prefix + address}
	targets := map[string]bool{}
	for _, match := range linkPattern.FindAllStringSubmatch(get(s, address).Body.String(), -1) {
		link, err := here.Parse(match[1])
		if err != nil {
			t.Fatal(err)
		}
		target, inside := strings.CutPrefix(link.Path, prefix)
		if link.Host != here.Host || !inside {
			t.Errorf("%q leads to %s", match[1], link)
		}
		targets[target] = true
	}
	for _, expected := range []string{o.Endpoint, o.SchemaPath, o.BasePath + "/examples.json", o.BasePath + "/favicon.svg"} {
		if !targets[expected] {
			t.Errorf("no link leads to %s", expected)
		}
		delete(targets, expected)
	}
	if len(targets) != 2 { // the script and the style sheet
		t.Errorf("%d other links: %v", len(targets), targets)
	}
	for target := range targets {
		if w := get(s, target); w.Code != http.StatusOK {
			t.Errorf("the page needs %s, which answers %d", target, w.Code)
		}
	}
}

// The policy allows neither scripts nor event handlers inside the page, nor styles in the small one.
func TestPagesHoldNoCode(t *testing.T) {
	t.Parallel()
	inline := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script[^>]*>[^<]`)
	for name, dist := range map[string]fs.FS{"full": bundle(t), "small": unbuilt} {
		page := get(newTestSite(t, Options{}, dist), "/playground").Body.String()
		if found := inline.FindString(page); found != "" {
			t.Errorf("%s page: %q", name, found)
		}
		if !strings.Contains(page, `data-headers="{ &#34;PCGraph-Explain&#34;: &#34;1&#34; }"`) {
			t.Errorf("%s page presets no headers", name)
		}
	}
}
