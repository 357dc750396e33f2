package config

import (
	"net/url"
	"strings"
)

// Origins are where pages come from, as browsers say it: scheme, host and port.
type Origins []string

// String is the form that is read.
func (o Origins) String() string { return strings.Join(o, ",") }

func parseOrigins(text string) (Origins, bool) {
	var origins Origins
	for origin := range strings.SplitSeq(text, ",") {
		origin = strings.TrimSpace(origin)
		u, err := url.Parse(origin)
		// What the URL is made of must be all there is: no path, no asterisk, no user.
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || !isHost(u.Hostname()) || origin != u.Scheme+"://"+u.Host {
			return nil, false
		}
		origins = append(origins, origin)
	}
	return origins, true
}
