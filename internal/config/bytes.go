package config

import (
	"math"
	"strconv"
	"strings"
)

// Bytes is a size in bytes.
type Bytes int64

// parseBytes reads a whole number, alone or with a unit: KiB, MiB and GiB count in 1024s, kB, MB and GB in 1000s.
// The case of the unit does not matter.
func parseBytes(text string) (Bytes, bool) {
	digits := strings.TrimRight(text, "bBgGiIkKmM")
	number, err := strconv.ParseUint(digits, 10, 63)
	if err != nil {
		return 0, false
	}
	var unit uint64
	switch strings.ToLower(text[len(digits):]) {
	case "", "b":
		unit = 1
	case "kb":
		unit = 1e3
	case "mb":
		unit = 1e6
	case "gb":
		unit = 1e9
	case "kib":
		unit = 1 << 10
	case "mib":
		unit = 1 << 20
	case "gib":
		unit = 1 << 30
	default:
		return 0, false
	}
	return Bytes(number * unit), number <= math.MaxInt64/unit
}
