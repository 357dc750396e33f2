package gqlerr

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pcgraph/graph/model"
	"pcgraph/pcclient"
)

// inField is a context as a resolver has it, of the field `devices`.
func inField() context.Context {
	return graphql.WithFieldContext(context.Background(), &graphql.FieldContext{
		Field: graphql.CollectedField{Field: &ast.Field{Name: "devices", Alias: "devices", Position: &ast.Position{Line: 2, Column: 5}}},
	})
}

// present returns the response's error as a client sees it, and the log.
func present(t *testing.T, ctx context.Context, err error) (response, log string) {
	t.Helper()
	var lines bytes.Buffer
	p := Presenter{
		Logger:    slog.New(slog.NewTextHandler(&lines, nil)),
		RequestID: func(context.Context) string { return "the-request" },
	}
	body, jsonErr := json.Marshal(p.Present(ctx, err))
	if jsonErr != nil {
		t.Fatal(jsonErr)
	}
	return string(body), lines.String()
}

// sameJSON compares two documents whatever the order of their members.
func sameJSON(t *testing.T, want, got string) string {
	t.Helper()
	var decoded [2]any
	for i, text := range []string{want, got} {
		if err := json.Unmarshal([]byte(text), &decoded[i]); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
	}
	return cmp.Diff(decoded[0], decoded[1])
}

// An error says the same to the caller however it was passed on, and nothing that
// is not this package's own sentence or on the list of what an upstream may say.
func TestPresent(t *testing.T) {
	t.Parallel()
	for _, test := range presentations {
		passedOn := map[string]error{
			"as it is":      test.err,
			"wrapped twice": fmt.Errorf("%s: %w", secret, fmt.Errorf("%s: %w", secret, test.err)),
			"joined":        errors.Join(errors.New(secret), test.err),
			"by gqlgen":     graphql.ErrorOnPath(inField(), test.err),
			"by both":       graphql.ErrorOnPath(inField(), fmt.Errorf("%s: %w", secret, test.err)),
		}
		for how, err := range passedOn {
			t.Run(test.name+"/"+how, func(t *testing.T) {
				t.Parallel()
				response, log := present(t, inField(), err)
				want := fmt.Sprintf(`{"message":%q,"path":["devices"],"locations":[{"line":2,"column":5}],"extensions":%s}`, test.message, test.extensions)
				if diff := sameJSON(t, want, response); diff != "" {
					t.Errorf("presented otherwise (-want +got):\n%s", diff)
				}
				if strings.Contains(response, secret) {
					t.Errorf("the response holds a foreign text: %s", response)
				}
				for _, words := range test.logged {
					if !strings.Contains(log, words) {
						t.Errorf("%q is not in the log:\n%s", words, log)
					}
				}
				if len(test.logged) == 0 && log != "" {
					t.Errorf("the caller's own mistake is in the log:\n%s", log)
				}
				if strings.Contains(test.extensions, `"upstream"`) && strings.Contains(log, secret) {
					t.Errorf("what the upstream says, which may hold IDs, is in the log:\n%s", log)
				}
			})
		}
	}
}

// Where an argument cannot be read, the path is the field's, as everywhere else.
func TestPresentArgumentOutOfBounds(t *testing.T) {
	t.Parallel()
	ctx := graphql.WithPathContext(inField(), graphql.NewPathWithField("first"))
	response, _ := present(t, ctx, graphql.ErrorOnPath(ctx, tooLarge()))
	if !strings.Contains(response, `"path":["devices"]`) || !strings.Contains(response, "BAD_USER_INPUT") {
		t.Error(response)
	}
}

// What the layers above the resolvers say of the caller's document passes as it
// is; what they gave no code is nobody's to see.
func TestPresentOwn(t *testing.T) {
	t.Parallel()
	coded := func(code string) *gqlerror.Error {
		return &gqlerror.Error{
			Message: "Said above.", Path: ast.Path{ast.PathName("a")}, Locations: []gqlerror.Location{{Line: 1, Column: 2}},
			Extensions: map[string]any{"code": code},
		}
	}
	const placed = `"path":["a"],"locations":[{"line":1,"column":2}]`
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"with a code":            {coded("QUERY_TOO_COMPLEX"), `{"message":"Said above.",` + placed + `,"extensions":{"code":"QUERY_TOO_COMPLEX"}}`},
		"passed on":              {fmt.Errorf("%s: %w", secret, coded("QUERY_TOO_COMPLEX")), `{"message":"Said above.",` + placed + `,"extensions":{"code":"QUERY_TOO_COMPLEX"}}`},
		"with a code of nobody":  {coded("TEAPOT"), `{"message":"` + internal + `",` + placed + `,"extensions":` + internalSaysSo + `}`},
		"with no extensions":     {gqlerror.Errorf("must not be null: %s", secret), `{"message":"` + internal + `","extensions":` + internalSaysSo + `}`},
		"with a code of a shape": {&gqlerror.Error{Message: secret, Extensions: map[string]any{"code": 7}}, `{"message":"` + internal + `","extensions":` + internalSaysSo + `}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, log := present(t, context.Background(), test.err)
			if diff := sameJSON(t, test.want, response); diff != "" {
				t.Errorf("presented otherwise (-want +got):\n%s", diff)
			}
			if hidden := strings.Contains(test.want, "INTERNAL"); hidden == (log == "") {
				t.Errorf("the log has %q", log)
			}
		})
	}
}

// An error of one element of a list carries its own path.
func TestPresentPathOfTheError(t *testing.T) {
	t.Parallel()
	path := ast.Path{ast.PathName("nodes"), ast.PathIndex(2)}
	response, _ := present(t, inField(), gqlerror.WrapPath(path, NotFound("No such device.")))
	want := `{"message":"No such device.","path":["nodes",2],"locations":[{"line":2,"column":5}],"extensions":{"code":"NOT_FOUND"}}`
	if diff := sameJSON(t, want, response); diff != "" {
		t.Errorf("presented otherwise (-want +got):\n%s", diff)
	}
}

// Without a name for the request there is none in the answer.
func TestPresentWithoutRequestID(t *testing.T) {
	t.Parallel()
	p := Presenter{Logger: slog.New(slog.DiscardHandler)}
	presented := p.Present(context.Background(), errors.New(secret))
	if want := map[string]any{"code": "INTERNAL"}; !cmp.Equal(presented.Extensions, want) || presented.Unwrap() != nil {
		t.Errorf("extensions %v, cause %v", presented.Extensions, presented.Unwrap())
	}
}

// A kind that is added to pcclient must be given a meaning here.
func TestEveryKindHasAMeaning(t *testing.T) {
	t.Parallel()
	kinds := 0
	for kind := pcclient.Kind(1); kind.String() != pcclient.Kind(0).String(); kind++ {
		kinds++
		call := silent(kind, nil)
		if kind == pcclient.KindCanceled {
			call.Err = context.Canceled // as it always has
		}
		if response, _ := present(t, context.Background(), call); strings.Contains(response, "INTERNAL") {
			t.Errorf("pcclient's kind %q has no meaning: give it one in upstreamMeanings", kind)
		}
		if !slices.ContainsFunc(presentations, func(p presentation) bool { return pcclient.KindOf(p.err) == kind }) {
			t.Errorf("pcclient's kind %q is not in the table of presentations", kind)
		}
	}
	if kinds < int(pcclient.KindCanceled) {
		t.Errorf("only %d kinds were seen", kinds)
	}
}

// Every code of the schema is in the table above, or is another layer's.
func TestEveryCodeIsPresented(t *testing.T) {
	t.Parallel()
	elsewhere := map[model.ErrorCode]string{
		model.ErrorCodeUnauthenticated:         "the web layer, before there is an operation",
		model.ErrorCodeQueryTooComplex:         "the web layer's limits",
		model.ErrorCodeGraphqlParseFailed:      "gqlparser",
		model.ErrorCodeGraphqlValidationFailed: "gqlparser",
	}
	for _, code := range model.AllErrorCode {
		seen := false
		for _, p := range presentations {
			seen = seen || strings.Contains(p.extensions, `"code":"`+code.String()+`"`)
		}
		if who, other := elsewhere[code]; seen == other {
			t.Errorf("%s: in the table of presentations %v, said elsewhere by %q; want one of them", code, seen, who)
		}
	}
}
