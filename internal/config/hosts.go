package config

import "strings"

// Hosts are names by which a server is called.
type Hosts []string

// String is the form that is read.
func (h Hosts) String() string { return strings.Join(h, ",") }

func parseHosts(text string) (Hosts, bool) {
	var hosts Hosts
	for host := range strings.SplitSeq(text, ",") {
		host = strings.TrimSpace(host)
		if !isHost(host) {
			return nil, false
		}
		hosts = append(hosts, host)
	}
	return hosts, true
}
