package config

import (
	"log/slog"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// A kind is how settings of one type are written.
type kind struct {
	unit    string // stands for a value in the help, as in --addr=HOST:PORT
	allowed string // completes "must be …"
	parse   func(text string) (value reflect.Value, ok bool)
	hidden  bool // messages do not show the value
}

// kinds lists every type that a setting may have, but [Secret].
func kinds() map[reflect.Type]kind {
	return map[reflect.Type]kind{
		reflect.TypeFor[Address]():        newKind("HOST:PORT", "host:port, such as 127.0.0.1:8080, [::1]:0 or :8080", parseAddress),
		reflect.TypeFor[*url.URL]():       newKind("URL", "an absolute http or https address without user, query or fragment", parseURL),
		reflect.TypeFor[time.Duration]():  newKind("DURATION", "a duration, such as 250ms, 30s or 1m30s", parseDuration),
		reflect.TypeFor[Bytes]():          newKind("SIZE", "a size in bytes, such as 65536, 64KiB or 1MiB", parseBytes),
		reflect.TypeFor[int]():            newKind("NUMBER", "a whole number", parseInteger[int]),
		reflect.TypeFor[int64]():          newKind("NUMBER", "a whole number", parseInteger[int64]),
		reflect.TypeFor[bool]():           newKind("true|false", "true or false", parseBool),
		reflect.TypeFor[Toggle]():         newKind("auto|on|off", "auto, on or off", parseToggle),
		reflect.TypeFor[Auth]():           newKind("none|jwt", "none or jwt", choice(AuthNone, AuthJWT)),
		reflect.TypeFor[Origins]():        newKind("ORIGIN,…", "origins separated by commas, such as https://portal.example.com, each a scheme and a host alone", parseOrigins),
		reflect.TypeFor[Hosts]():          newKind("HOST,…", "names or IP addresses separated by commas, such as pcgraph.example.com, without a scheme or a port", parseHosts),
		reflect.TypeFor[Operations]():     newKind("NAME,…", "at most 100 names of GraphQL operations separated by commas, each of at most 80 letters, digits and underscores", parseOperations),
		reflect.TypeFor[Identifier]():     newKind("TEXT", "a text without spaces", parseIdentifier),
		reflect.TypeFor[Tenant]():         newKind("GUID|DOMAIN", "a GUID or a domain", parseTenant).hide(),
		reflect.TypeFor[GUID]():           newKind("GUID", "a GUID, such as 3fa85f64-5717-4562-b3fc-2c963f66afa6", parseGUID).hide(),
		reflect.TypeFor[Path]():           newKind("PATH", "the path of a file", parsePath).hide(),
		reflect.TypeFor[Cloud]():          newKind("global|usgov|china", "global, usgov or china", choice(CloudGlobal, CloudUSGov, CloudChina)),
		reflect.TypeFor[DocumentPolicy](): newKind("any|strict", "any or strict", choice(DocumentsAny, DocumentsStrict)),
		reflect.TypeFor[LogFormat]():      newKind("text|json", "text or json", choice(LogText, LogJSON)),
		reflect.TypeFor[slog.Level]():     newKind("debug|info|warn|error", "debug, info, warn or error", parseLevel),
	}
}

func newKind[T any](unit, allowed string, parse func(string) (T, bool)) kind {
	return kind{unit: unit, allowed: allowed, parse: func(text string) (reflect.Value, bool) {
		value, ok := parse(text)
		return reflect.ValueOf(value), ok
	}}
}

// hide is for settings that stand beside secrets: what was pasted into the wrong one may be a secret.
func (k kind) hide() kind {
	k.hidden = true
	return k
}

func parseDuration(text string) (time.Duration, bool) {
	d, err := time.ParseDuration(text)
	return d, err == nil
}

func parseInteger[T int | int64](text string) (T, bool) {
	n, err := strconv.ParseInt(text, 10, reflect.TypeFor[T]().Bits())
	return T(n), err == nil
}

func parseLevel(text string) (slog.Level, bool) {
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		if strings.EqualFold(text, level.String()) {
			return level, true
		}
	}
	return 0, false
}

// choice reads one of a few words, whatever their case.
func choice[T ~string](choices ...T) func(string) (T, bool) {
	return func(text string) (T, bool) {
		for _, c := range choices {
			if strings.EqualFold(text, string(c)) {
				return c, true
			}
		}
		return "", false
	}
}
