package scenario

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// diary is a stage that notes what happens on it, and when.
type diary struct {
	began  time.Time
	notes  []string
	answer string
}

func (d *diary) Calls() map[string]int { return map[string]int{} }

func (d *diary) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.notes = append(d.notes, time.Since(d.began).String()+" "+r.Method+" "+r.URL.Path)
	_, _ = w.Write([]byte(d.answer))
}

// What was asked before the story is neither in its counts nor under its faults.
func TestAskedBefore(t *testing.T) {
	t.Parallel()
	dir, _ := write(t, `A story.
-- query.graphql --
{ a }
-- cache.json --
{"askedBefore": "5m"}
-- faults.jsonl --
{"kind": "cut"}
-- upstream.txt --
-- want.json --
{
  "data": null
}
`)
	scenarios, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		on := &diary{began: time.Now(), answer: `{"data":null}`}
		scenarios[0].Run(t, on, on, false)
		want := []string{"0s POST /graphql", "5m0s DELETE /_sim/calls", "5m0s POST /_sim/faults", "5m0s POST /graphql"}
		if diff := cmp.Diff(want, on.notes); diff != "" {
			t.Error(diff)
		}
	})
	j := &judge{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		on := &diary{answer: `{"errors":[{}]}`}
		scenarios[0].Run(j, on, on, false)
	}()
	<-done
	if said := strings.Join(j.said, ""); !strings.Contains(said, "before the story") {
		t.Errorf("the test says %q of a failure before the story", said)
	}
}
