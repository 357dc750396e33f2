package explorer

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// The saved examples: NAME.graphql and, when the query takes variables, NAME.json beside it. Their order is
// that of the file names.
//
//go:embed examples
var exampleFiles embed.FS

// Example is a saved query that both pages offer.
type Example struct {
	// Title says in a few words what the query does.
	Title string `json:"title"`
	// Description says more, and what the query costs in upstream calls.
	Description string `json:"description"`
	// Query is the GraphQL document as it is shown, comments included.
	Query string `json:"query"`
	// Variables is the JSON object that goes with it, as it is shown. Empty when the query takes none.
	Variables string `json:"variables"`
}

// Examples returns the saved examples in the order in which a newcomer meets them.
func Examples() ([]Example, error) {
	files, err := fs.Glob(exampleFiles, "examples/*.graphql")
	if err != nil {
		return nil, err
	}
	examples := make([]Example, 0, len(files))
	for _, file := range files {
		example, err := readExample(file)
		if err != nil {
			return nil, fmt.Errorf("explorer: %s: %w", file, err)
		}
		examples = append(examples, example)
	}
	return examples, nil
}

func readExample(file string) (Example, error) {
	query, err := fs.ReadFile(exampleFiles, file)
	if err != nil {
		return Example{}, err
	}
	variables, err := fs.ReadFile(exampleFiles, strings.TrimSuffix(file, path.Ext(file))+".json")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Example{}, err
	}
	title, description := readComment(string(query))
	if title == "" || description == "" {
		return Example{}, errors.New("must begin with a comment: a title, then what the query does and costs")
	}
	return Example{
		Title:       title,
		Description: description,
		Query:       string(query),
		Variables:   string(variables),
	}, nil
}

// readComment takes the comment that a document begins with: its first line is the title, the rest is
// joined to one paragraph.
func readComment(query string) (title, description string) {
	var lines []string
	for line := range strings.Lines(query) {
		text, isComment := strings.CutPrefix(line, "#")
		if !isComment {
			break
		}
		lines = append(lines, strings.TrimSpace(text))
	}
	if len(lines) == 0 {
		return "", ""
	}
	return lines[0], strings.TrimSpace(strings.Join(lines[1:], " "))
}

// addExamples serves them all as one JSON list.
func (s *site) addExamples(base string) error {
	examples, err := Examples()
	if err != nil {
		return err
	}
	list, err := json.Marshal(examples)
	if err != nil {
		return err
	}
	s.assets[base+"/examples.json"], err = newAsset("examples.json", list)
	return err
}
