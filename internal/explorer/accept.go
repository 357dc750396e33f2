package explorer

import (
	"net/http"
	"strconv"
	"strings"
)

// acceptsGzip reports whether the client takes gzip: by name, or else by "*", and not with quality zero.
// A client that sends no Accept-Encoding gets the plain file, because that is what it can surely read.
func acceptsGzip(r *http.Request) bool {
	accepted := false
	for _, line := range r.Header.Values("Accept-Encoding") {
		for item := range strings.SplitSeq(line, ",") {
			coding, parameter, _ := strings.Cut(item, ";")
			switch strings.ToLower(strings.TrimSpace(coding)) {
			case "gzip":
				return wanted(parameter)
			case "*":
				accepted = wanted(parameter)
			}
		}
	}
	return accepted
}

// wanted reads a quality such as "q=0.8". None means yes; one that cannot be read means no.
func wanted(parameter string) bool {
	name, value, found := strings.Cut(strings.TrimSpace(parameter), "=")
	if !found {
		return name == ""
	}
	quality, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return strings.EqualFold(strings.TrimSpace(name), "q") && err == nil && quality > 0
}
