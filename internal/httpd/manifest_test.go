package httpd

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseManifest(t *testing.T) {
	t.Parallel()
	const apollo = `{"format":"apollo-persisted-query-manifest","version":1,"operations":`
	for _, tt := range []struct {
		text   string
		want   []TrustedDocument
		faults []string // parts of them, in order
	}{
		{text: `{"b":"{hello}","a":"query A{hello}"}`, want: []TrustedDocument{{ID: "a", Text: "query A{hello}"}, {ID: "b", Text: "{hello}"}}},
		{text: apollo + `[{"id":"x","name":"A","type":"query","body":"query A{hello}"},{"id":"y","body":"{hello}"}]}`,
			want: []TrustedDocument{{ID: "x", Name: "A", Type: "query", Text: "query A{hello}"}, {ID: "y", Text: "{hello}"}}},
		{text: ``, faults: []string{"not a JSON object"}},
		{text: `[]`, faults: []string{"not a JSON object"}},
		{text: `null`, faults: []string{"holds no documents"}},
		{text: `{}`, faults: []string{"holds no documents"}},
		{text: `{"a":"{hello}","a":"{fail}"}`, faults: []string{"duplicate"}},
		{text: `{"b":1,"c":"{hello}","a":{"text":"{hello}"},"d":null}`, faults: []string{`"a" is not a string`, `"b" is not a string`, `"d" is not a string`}},
		{text: `{"format":"other","version":1,"operations":[]}`, faults: []string{`format is "other"`}},
		{text: strings.Replace(apollo, `1`, `2`, 1) + `[{"id":"x","body":"{hello}"}]}`, faults: []string{"version 2"}},
		{text: apollo + `[]}`, faults: []string{"holds no documents"}},
		{text: apollo + `{"x":"{hello}"}}`, faults: []string{"not a manifest of Apollo's"}},
	} {
		got, err := ParseManifest([]byte(tt.text))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.text, diff)
		}
		checkFaults(t, tt.text, err, tt.faults)
	}
}

func checkFaults(t *testing.T, what string, err error, want []string) {
	t.Helper()
	var faulty *DocumentsError
	if errors.As(err, &faulty) != (len(want) > 0) || faulty != nil && len(faulty.Faults) != len(want) {
		t.Errorf("%s: %v", what, err)
		return
	}
	for i, fault := range want {
		if !strings.Contains(faulty.Faults[i], fault) || !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: fault %d is %q, want %q", what, i, faulty.Faults[i], fault)
		}
	}
}

// Every mistake in the documents is listed, and the handler is not made.
func TestFaultyDocuments(t *testing.T) {
	t.Parallel()
	good := TrustedDocument{ID: "good", Text: "query Good{hello}", Name: "Good", Type: "query"}
	for name, tt := range map[string]struct {
		documents []TrustedDocument
		faults    []string
	}{
		"none":  {nil, nil},
		"good":  {[]TrustedDocument{good}, nil},
		"twice": {[]TrustedDocument{good, good}, []string{`"good" is there twice`}},
		"all": {[]TrustedDocument{
			{ID: "", Text: "{hello}"}, good,
			{ID: "a", Text: "{hello"}, {ID: "b", Text: "{nope nada}"}, {ID: "c", Text: "{" + strings.Repeat("hello ", 21) + "}"},
			{ID: "d", Text: "{__schema{queryType{name}}}"}, {ID: "e", Text: "{items(first:2000){children(first:2000){id}}}"},
			{ID: "f", Text: "query Other{hello}", Name: "Good"}, {ID: "g", Text: "mutation M{touch}", Type: "query"},
			{ID: "h", Text: "query A{hello} query B{hello}", Name: "A"}, {ID: "i", Text: strings.Repeat("#", 70_000)},
			{ID: "j", Text: "query A{hello} query B{items(first:2000000){id}}"},
		}, []string{
			"document 1 has no ID", `"a": Expected Name, found <EOF> (line 1, column 7)`, `"b": Cannot query field "nope"`, `"b": Cannot query field "nada"`,
			`"c": The operation's number of root fields is 21`, `"d": Introspection is off`, `"e": The operation's cost`,
			`"f": it should hold Good`, `"g": it should hold query`, `"h": it should hold`, `"i": The document is longer`, `"j": The operation's cost`,
		}},
	} {
		o := testOptions()
		o.Documents = tt.documents
		_, err := NewHandler(o)
		checkFaults(t, name, err, tt.faults)
	}
}

func TestManyFaultyDocuments(t *testing.T) {
	t.Parallel()
	o := testOptions()
	for i := range 60 {
		o.Documents = append(o.Documents, TrustedDocument{ID: fmt.Sprint(i), Text: "{nope}"})
	}
	_, err := NewHandler(o)
	checkFaults(t, "60", err, append(slices.Repeat([]string{"Cannot query field"}, 50), "10 more documents"))
}

func FuzzParseManifest(f *testing.F) {
	for _, seed := range []string{`{"a":"{hello}"}`, `{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"a","body":"{a}"}]}`, `{"a":1}`, `[`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := ParseManifest(text)
		if (err == nil) != (len(list) > 0) {
			t.Fatalf("%d documents, %v", len(list), err)
		}
	})
}
