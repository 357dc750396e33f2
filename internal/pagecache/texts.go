package pagecache

import "strings"

// A visit is shown a text where it stands, and may put another in its place.
type visit func(text *string, often frequency)

// frequency says whether to look for a text among the others of its page: whether
// that is worth the time.
type frequency bool

const (
	once     frequency = false // such as an ID
	repeated frequency = true  // such as a model's name
)

// joinTexts makes all texts that walk shows parts of one, and returns its length.
// It walks twice: a text that grows would have to move.
func joinTexts(walk func(visit)) int {
	size := 0
	known := map[string]string{} // repeated texts, and where in the joined text they are
	walk(func(text *string, often frequency) {
		if often == repeated {
			if _, ok := known[*text]; ok {
				return
			}
			known[*text] = ""
		}
		size += len(*text)
	})

	var joined strings.Builder
	joined.Grow(size)
	walk(func(text *string, often frequency) {
		if *text == "" {
			*text = "" // an empty part of some other text would keep that in memory
			return
		}
		if often == repeated {
			if part := known[*text]; part != "" {
				*text = part
				return
			}
		}
		start := joined.Len()
		joined.WriteString(*text)
		part := joined.String()[start:]
		if often == repeated {
			known[*text] = part
		}
		*text = part
	})
	return size
}
