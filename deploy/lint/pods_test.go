package lint

import (
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

func pods(t *testing.T) corev1.PodTemplateSpec {
	t.Helper()
	return one[*appsv1.Deployment](t, applied(t)).Spec.Template
}

func settingOf(t *testing.T, container corev1.Container, name string) string {
	t.Helper()
	for _, variable := range container.Env {
		if variable.Name == name {
			return variable.Value
		}
	}
	t.Fatalf("the container has no %s", name)
	return ""
}

// The check is the one that an API server makes in a namespace that enforces the profile.
func TestPodsAreRestricted(t *testing.T) {
	t.Parallel()
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		t.Fatal(err)
	}
	template := pods(t)
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	for _, result := range evaluator.EvaluatePod(level, &template.ObjectMeta, &template.Spec) {
		if !result.Allowed {
			t.Errorf("%s: %s", result.ForbiddenReason, result.ForbiddenDetail)
		}
	}
}

// Whoever is killed before it has drained breaks off requests.
func TestPodsHaveTimeToDrain(t *testing.T) {
	t.Parallel()
	spec := pods(t).Spec
	var needed time.Duration
	for _, name := range []string{"PCGRAPH_DRAIN_DELAY", "PCGRAPH_DRAIN_TIMEOUT"} {
		duration, err := time.ParseDuration(settingOf(t, spec.Containers[0], name))
		if err != nil {
			t.Fatal(err)
		}
		needed += duration
	}
	const flush = 5 * time.Second // what pcgraph gives its last traces
	if given := time.Duration(*spec.TerminationGracePeriodSeconds) * time.Second; given < needed+flush {
		t.Errorf("pods have %v to stop, and may need %v", given, needed+flush)
	}
}

func TestMemoryLimits(t *testing.T) {
	t.Parallel()
	container := pods(t).Spec.Containers[0]
	text := settingOf(t, container, "GOMEMLIMIT")
	soft, err := resource.ParseQuantity(text[:len(text)-len("B")]) // MiB here is Mi there
	if err != nil {
		t.Fatal(err)
	}
	hard := container.Resources.Limits.Memory().Value()
	if share := float64(soft.Value()) / float64(hard); share < 0.8 || share > 0.95 {
		t.Errorf("GOMEMLIMIT is %.0f %% of the memory limit; between 80 and 95 leaves room for what Go does not count", 100*share)
	}
}
