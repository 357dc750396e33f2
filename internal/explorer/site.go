package explorer

import (
	"embed"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// The parts that are our own. client/ is what both pages share: the small page loads it file by file, the
// bundler takes it into the full one.
//
//go:embed client fallback web/index.html
var ownFiles embed.FS

// site is the Playground as a closed list of addresses. What is not on the list does not exist, so there is
// no path to climb out of and no folder to list.
type site struct {
	policy string
	assets map[string]*asset // by request path
}

func newSite(options Options, dist fs.FS) (*site, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &site{assets: map[string]*asset{}}
	if isBuilt(dist) {
		err = s.addFullPage(options, dist)
	} else {
		err = s.addFallbackPage(options)
	}
	if err != nil {
		return nil, err
	}
	return s, s.addExamples(options.BasePath)
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setSecurityHeaders(w.Header(), s.policy)
	asset, found := s.assets[r.URL.Path]
	switch {
	case !found:
		http.Error(w, "The Playground has no such page.", http.StatusNotFound)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "The Playground is read with GET.", http.StatusMethodNotAllowed)
	default:
		asset.serve(w, r)
	}
}

// isBuilt looks for the file that the build writes last.
func isBuilt(dist fs.FS) bool {
	info, err := fs.Stat(dist, "main.js.gz")
	return err == nil && info.Mode().IsRegular()
}

func (s *site) addFullPage(options Options, dist fs.FS) error {
	s.policy = fullPolicy
	if err := s.addBundle(options.BasePath, dist); err != nil {
		return err
	}
	if err := s.addOwn(options.BasePath, "client/*.svg"); err != nil {
		return err
	}
	return s.addPage(options, "web/index.html")
}

func (s *site) addFallbackPage(options Options) error {
	s.policy = fallbackPolicy
	if err := s.addOwn(options.BasePath, "client/*", "fallback/*.js", "fallback/*.css"); err != nil {
		return err
	}
	return s.addPage(options, "fallback/index.html")
}

// addBundle takes every compressed file of the bundle and nothing else: the folder's README.md stays home.
func (s *site) addBundle(base string, dist fs.FS) error {
	files, err := fs.Glob(dist, "*.gz")
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := fs.ReadFile(dist, file)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(file, ".gz")
		if s.assets[base+"/"+name], err = newCompressedAsset(name, content); err != nil {
			return err
		}
	}
	return nil
}

// addOwn takes the files of ours that match, each under its bare name.
func (s *site) addOwn(base string, patterns ...string) error {
	for _, pattern := range patterns {
		files, err := fs.Glob(ownFiles, pattern)
		if err != nil {
			return err
		}
		for _, file := range files {
			content, err := fs.ReadFile(ownFiles, file)
			if err != nil {
				return err
			}
			name := path.Base(file)
			if s.assets[base+"/"+name], err = newAsset(name, content); err != nil {
				return err
			}
		}
	}
	return nil
}
