package lint

import (
	"os"
	"path/filepath"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

const folder = "../kubernetes"

// decode refuses fields that the type does not have, and those that stand twice.
func decode(t *testing.T, yaml []byte) runtime.Object {
	t.Helper()
	strict := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	object, _, err := strict.Decode(yaml, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return object
}

// applied is what `kubectl apply -k` would send.
func applied(t *testing.T) []runtime.Object {
	t.Helper()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		t.Fatal(err)
	}
	var objects []runtime.Object
	for _, resource := range resources.Resources() {
		yaml, err := resource.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		objects = append(objects, decode(t, yaml))
	}
	return objects
}

// one is the only object of its kind.
func one[T runtime.Object](t *testing.T, objects []runtime.Object) T {
	t.Helper()
	var found []T
	for _, object := range objects {
		if o, ok := object.(T); ok {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		t.Fatalf("there are %d objects of type %T, and not one", len(found), *new(T))
	}
	return found[0]
}

// Each file is read alone as well: kustomize drops what it does not know, and the optional ones are no part of it.
func TestManifestsAreStrict(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) < 7 {
		t.Fatalf("there are %d files: %v", len(files), err)
	}
	for _, file := range files {
		if filepath.Base(file) == "kustomization.yaml" {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			yaml, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if secret, ok := decode(t, yaml).(*corev1.Secret); ok {
				for key, value := range secret.StringData {
					if value != "" {
						t.Errorf("the example has a value for %s", key)
					}
				}
			}
		})
	}
}

func TestWhatIsNamedExists(t *testing.T) {
	t.Parallel()
	objects := applied(t)
	deployment := one[*appsv1.Deployment](t, objects)
	settings := one[*corev1.ConfigMap](t, objects)
	service := one[*corev1.Service](t, objects)
	container := deployment.Spec.Template.Spec.Containers[0]

	if got := container.EnvFrom[0].ConfigMapRef.Name; got != settings.Name {
		t.Errorf("the container takes its settings from %s, which is called %s", got, settings.Name)
	}
	for key, value := range service.Spec.Selector {
		if deployment.Spec.Template.Labels[key] != value {
			t.Errorf("no pod has %s=%s, which the service looks for", key, value)
		}
	}
	ports := map[string]int32{}
	for _, port := range container.Ports {
		ports[port.Name] = port.ContainerPort
	}
	for _, name := range []string{
		service.Spec.Ports[0].TargetPort.StrVal, container.StartupProbe.HTTPGet.Port.StrVal,
		container.LivenessProbe.HTTPGet.Port.StrVal, container.ReadinessProbe.HTTPGet.Port.StrVal,
	} {
		if ports[name] == 0 {
			t.Errorf("the container has no port called %q", name)
		}
	}
	var variables []string
	for name := range settings.Data {
		variables = append(variables, name)
	}
	for _, variable := range container.Env {
		variables = append(variables, variable.Name)
	}
	areSettings(t, variables)
}
