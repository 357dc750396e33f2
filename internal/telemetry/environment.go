package telemetry

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// Environment variables that this package reads itself. All others are read by the
// libraries, and have their defaults.
const (
	envDisabled       = "OTEL_SDK_DISABLED"
	envExporter       = "OTEL_TRACES_EXPORTER"
	envEndpoint       = "OTEL_EXPORTER_OTLP_ENDPOINT"
	envTracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
	envProtocol       = "OTEL_EXPORTER_OTLP_PROTOCOL"
	envTracesProtocol = "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"
	envHeaders        = "OTEL_EXPORTER_OTLP_HEADERS"
	envTracesHeaders  = "OTEL_EXPORTER_OTLP_TRACES_HEADERS"

	protocol = "http/protobuf"
)

// wantsTraces reports whether the environment says where to send traces.
func wantsTraces() bool {
	return cmp.Or(os.Getenv(envTracesEndpoint), os.Getenv(envEndpoint)) != "" &&
		!strings.EqualFold(os.Getenv(envDisabled), "true") && os.Getenv(envExporter) != "none"
}

// checkEnvironment refuses what the exporter would complain of on standard error, and
// then ignore. It would show the values, of which those of headers are credentials; the
// errors here show none.
func checkEnvironment() error {
	for _, name := range []string{envEndpoint, envTracesEndpoint} {
		if value := os.Getenv(name); value != "" && !isEndpoint(value) {
			return fmt.Errorf("%s is not an http or https address, such as http://localhost:4318", name)
		}
	}
	for _, name := range []string{envHeaders, envTracesHeaders} {
		if value := os.Getenv(name); value != "" && !areHeaders(value) {
			return fmt.Errorf("%s is not a list of headers like name=value,name=value, its values encoded as in a URL", name)
		}
	}
	name := envTracesProtocol
	if os.Getenv(name) == "" {
		name = envProtocol
	}
	if value := os.Getenv(name); value != "" && value != protocol {
		return fmt.Errorf("%s must be %s, which receivers usually take at port 4318", name, protocol)
	}
	return nil
}

func isEndpoint(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

var headerName = regexp.MustCompile("^[-!#$%&'*+.^_`|~0-9A-Za-z]+$")

func areHeaders(text string) bool {
	for header := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(header, "=")
		if _, err := url.PathUnescape(value); err != nil || !ok || !headerName.MatchString(strings.TrimSpace(name)) {
			return false
		}
	}
	return true
}
