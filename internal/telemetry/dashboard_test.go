package telemetry_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"pcgraph/internal/httpd"
	"pcgraph/pcclient"
)

// TestDashboard compares the metrics that deploy/grafana.json asks for with those that
// there are.
func TestDashboard(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../deploy/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &dashboard); err != nil {
		t.Fatal(err)
	}
	there := allMetrics(t)
	asked := map[string]bool{}
	ids := map[int]bool{}
	metric := regexp.MustCompile(`\b([a-z]+_[a-z_]+)\{`)
	for _, panel := range dashboard.Panels {
		if ids[panel.ID] {
			t.Errorf("two panels have the id %d", panel.ID)
		}
		ids[panel.ID] = true
		for _, target := range panel.Targets {
			found := metric.FindAllStringSubmatch(target.Expr, -1)
			if len(found) == 0 {
				t.Errorf("%s: no metric in %s", panel.Title, target.Expr)
			}
			for _, match := range found {
				name := match[1]
				if there[strings.TrimSuffix(name, "_bucket")] == "histogram" {
					name = strings.TrimSuffix(name, "_bucket")
				}
				if asked[name] = true; there[name] == "" {
					t.Errorf("%s: there is no metric %s", panel.Title, name)
				}
			}
		}
	}
	for name := range there {
		if strings.HasPrefix(name, "pcgraph_") && !asked[name] {
			t.Errorf("the dashboard does not show %s", name)
		}
	}
}

// allMetrics has the type of every metric. A metric with labels is there once something
// was counted.
func allMetrics(t *testing.T) map[string]string {
	t.Helper()
	w := newWorld(t)
	_, end := w.recorder.Operation(t.Context(), nil)
	end(httpd.Operation{Outcome: httpd.OutcomeOK})
	const op = "GET /v1/customers"
	told := w.recorder.Observer()
	told.Try(op, 429, time.Second, 1)
	told.Retry(op, pcclient.KindThrottled, time.Second)
	told.Hedge(op)
	told.Throttled(op, time.Second)
	told.Refused(op, pcclient.KindThrottled)
	types := map[string]string{}
	for line := range strings.Lines(w.page(t)) {
		if fields := strings.Fields(line); len(fields) == 4 && fields[1] == "TYPE" {
			types[fields[2]] = fields[3]
		}
	}
	return types
}
