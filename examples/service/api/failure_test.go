package api

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pcgraph/examples/service/export"
)

func TestFailure(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		errors  string // of a GraphQL answer
		remedy  export.Remedy
		message string
		pause   time.Duration
	}{
		"throttled":     {`[{"message":"Wait.","extensions":{"code":"UPSTREAM_THROTTLED","retryAfterSeconds":20}}]`, export.AskAgain, "UPSTREAM_THROTTLED: Wait.", 20 * time.Second},
		"part seconds":  {`[{"message":"Wait.","extensions":{"code":"UPSTREAM_THROTTLED","retryAfterSeconds":0.5}}]`, export.AskAgain, "UPSTREAM_THROTTLED: Wait.", time.Second / 2},
		"negative":      {`[{"message":"Wait.","extensions":{"code":"UPSTREAM_THROTTLED","retryAfterSeconds":-1}}]`, export.AskAgain, "UPSTREAM_THROTTLED: Wait.", 0},
		"for ever":      {`[{"message":"Wait.","extensions":{"code":"UPSTREAM_THROTTLED","retryAfterSeconds":1e300}}]`, export.AskAgain, "UPSTREAM_THROTTLED: Wait.", 365 * 24 * time.Hour},
		"not a number":  {`[{"message":"Wait.","extensions":{"code":"UPSTREAM_THROTTLED","retryAfterSeconds":"20"}}]`, export.AskAgain, "UPSTREAM_THROTTLED: Wait.", 0},
		"expired":       {`[{"message":"Gone.","extensions":{"code":"CURSOR_EXPIRED"}}]`, export.StartOver, "CURSOR_EXPIRED: Gone.", 0},
		"another key":   {`[{"message":"Not ours.","extensions":{"code":"CURSOR_INVALID"}}]`, export.StartOver, "CURSOR_INVALID: Not ours.", 0},
		"unknown batch": {`[{"message":"No such.","extensions":{"code":"NOT_FOUND"}}]`, export.SkipBatch, "NOT_FOUND: No such.", 0},
		"no token":      {`[{"message":"Who?","extensions":{"code":"UNAUTHENTICATED"}}]`, export.GiveUp, "UNAUTHENTICATED: Who?", 0},
		"no code":       {`[{"message":"What?"}]`, export.SkipBatch, "What?", 0},
		"not allowed":   {`[{"message":"No.","path":["customer","deviceBatches"],"extensions":{"code":"FORBIDDEN"}}]`, export.SkipBatch, "FORBIDDEN: No.", 0},
		"the gravest": {`[{"message":"Wait.","extensions":{"code":"UPSTREAM_THROTTLED","retryAfterSeconds":7}},{"message":"Who?","extensions":{"code":"UNAUTHENTICATED"}},null]`,
			export.GiveUp, "UNAUTHENTICATED: Who?", 7 * time.Second},
		"for a terminal": {`[{"message":"a\u001b[2Jb\nc"}]`, export.SkipBatch, "a [2Jb c", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var list gqlerror.List
			if err := json.Unmarshal([]byte(test.errors), &list); err != nil {
				t.Fatal(err)
			}
			for way, err := range map[string]error{
				"status 200": list, "another status": &graphql.HTTPError{StatusCode: 503, Response: graphql.Response{Errors: list}},
			} {
				if name == "no code" || name == "for a terminal" {
					err = list // without a code it is not known for the API's own
				}
				if f := failure(err); f.Remedy != test.remedy || !strings.Contains(f.Message, test.message) || f.RetryAfter != test.pause {
					t.Errorf("%s: %+v", way, f)
				}
			}
		})
	}
}

func TestFailureWithoutGraphQL(t *testing.T) {
	t.Parallel()
	for status, remedy := range map[int]export.Remedy{
		302: export.GiveUp, 401: export.GiveUp, 404: export.GiveUp, 408: export.AskAgain, 429: export.AskAgain, 500: export.AskAgain, 503: export.AskAgain,
	} {
		page := gqlerror.List{&gqlerror.Error{Message: "<html>secret page</html>"}}
		f := failure(&graphql.HTTPError{StatusCode: status, Response: graphql.Response{Errors: page}})
		if f.Remedy != remedy || strings.Contains(f.Message, "secret") {
			t.Errorf("status %d: %+v", status, f)
		}
	}
	if f := failure(errors.New("connection refused")); f.Remedy != export.AskAgain {
		t.Errorf("%+v", f)
	}
}

// Every code that is treated in its own way is one of the schema's.
func TestRemediesAreOfTheSchema(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../graph/schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	for code := range remedies {
		if schema.Types["ErrorCode"].EnumValues.ForName(code) == nil {
			t.Errorf("%s is not in ErrorCode", code)
		}
	}
}
