package config

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Address is where to listen.
type Address struct {
	Host string // a name, an IP address without brackets, or "" for every interface
	Port uint16 // 0 takes a free port
}

// String is the form that [net.Listen] takes, as in 127.0.0.1:8080 or [::1]:8080.
func (a Address) String() string {
	return net.JoinHostPort(a.Host, strconv.Itoa(int(a.Port)))
}

// IsLoopback reports whether only this machine can reach the address.
func (a Address) IsLoopback() bool { return IsLoopback(a.Host) }

// IsLoopback reports whether a host is localhost, in 127.0.0.0/8, or ::1. It resolves nothing: any other name is
// not loopback, whatever it would resolve to. Nor is "", which listens everywhere.
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// overlaps reports whether the two addresses cannot both be listened on.
func (a Address) overlaps(b Address) bool {
	return a.Port != 0 && a.Port == b.Port && (a.Host == b.Host || a.isEverywhere() || b.isEverywhere())
}

func (a Address) isEverywhere() bool {
	ip, err := netip.ParseAddr(a.Host)
	return a.Host == "" || err == nil && ip.IsUnspecified()
}

func parseAddress(text string) (Address, bool) {
	host, port, err := net.SplitHostPort(text)
	if err != nil || !isPort(port) || host != "" && !isHost(host) {
		return Address{}, false
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return Address{Host: host, Port: uint16(number)}, err == nil
}

// isPort reports whether the text is a port's number. Names of services are not ports here.
func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// isHost reports whether the text is an IP address or looks like a name. A name has a letter, so that a mistyped
// IPv4 address is not taken for one.
func isHost(text string) bool {
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	isLetter := func(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
	isOther := func(r rune) bool {
		return !isLetter(r) && !('0' <= r && r <= '9') && !strings.ContainsRune("-._", r)
	}
	return strings.ContainsFunc(text, isLetter) && !strings.ContainsFunc(text, isOther)
}
