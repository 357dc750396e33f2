package config

import "github.com/agnivade/levenshtein"

// nearest returns the candidate that a mistyped word was most likely meant to be, or "" if none comes close. The
// first of several equally close ones wins.
func nearest(word string, candidates []string) string {
	if len(word) > longest {
		return ""
	}
	best, least := "", max(2, len(word)/5)+1
	for _, candidate := range candidates {
		if distance := levenshtein.ComputeDistance(word, candidate); distance < least {
			best, least = candidate, distance
		}
	}
	return best
}
