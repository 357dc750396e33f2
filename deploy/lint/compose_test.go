package lint

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

func TestCompose(t *testing.T) {
	t.Parallel()
	folder, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	project, err := loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir:  folder,
		ConfigFiles: []types.ConfigFile{{Filename: filepath.Join(folder, "compose.yaml")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var variables []string
	for name, service := range project.Services {
		for _, port := range service.Ports {
			if port.HostIP != "127.0.0.1" {
				t.Errorf("%s: port %d is published on every interface of the machine", name, port.Target)
			}
			if port.Target == 8081 {
				t.Errorf("%s: the admin address is published", name)
			}
		}
		for _, volume := range service.Volumes {
			if volume.Type != types.VolumeTypeBind {
				continue
			}
			if info, err := os.Stat(volume.Source); err != nil || info.IsDir() {
				t.Errorf("%s: there is no file to mount at %s: %v", name, volume.Target, err)
			}
		}
		if build := service.Build; build != nil {
			if _, err := os.Stat(filepath.Join(build.Context, build.Dockerfile)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for variable := range service.Environment {
			variables = append(variables, variable)
		}
	}
	areSettings(t, variables)
}
