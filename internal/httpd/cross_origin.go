package httpd

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/rs/cors"
)

// preflightAge is how long a browser may remember what a preflight said.
const preflightAge = 10 * time.Minute

// preflightHeaders are those of which one must be on a GET from another site's page. A page cannot send them
// without asking first, and asking is answered only to the origins that are allowed. The first is the name that
// the specification's authors agreed on, the others are what common clients send by themselves.
var preflightHeaders = []string{"GraphQL-Require-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name"}

// crossOrigin decides what pages of other origins may do: those that are listed may ask, all others may not, not
// even blindly. Programs that are no browsers send nothing that this looks at.
func crossOrigin(origins []string, next http.Handler) (http.Handler, error) {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeRefusal(r.Context(), w, jsonMedia, refuse(http.StatusForbidden, "Pages of this origin may not use the API."))
	}))
	var faults []error
	for _, origin := range origins {
		if err := checkOrigin(origin); err != nil {
			faults = append(faults, err)
			continue
		}
		faults = append(faults, guard.AddTrustedOrigin(origin))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	h := guard.Handler(guardGET(next))
	if len(origins) == 0 {
		return h, nil
	}
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: append([]string{
			"Accept", "Authorization", "Cache-Control", "Content-Type", explainHeader, requestIDHeader,
		}, preflightHeaders...),
		ExposedHeaders: []string{requestIDHeader, "Retry-After", "WWW-Authenticate"},
		MaxAge:         int(preflightAge / time.Second),
	}).Handler(h), nil
}

// checkOrigin takes what a browser sends as Origin, and nothing that stands for several of them.
func checkOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || origin != u.Scheme+"://"+u.Host {
		return fmt.Errorf("Options.Origins has %q; an origin is like https://portal.example.com, with no path and no asterisk", origin)
	}
	return nil
}

// guardGET refuses a GET that a page of another site could have caused, with an image for instance. It would not
// get to see the answer, but the upstream would be asked. http.CrossOriginProtection lets every GET pass.
func guardGET(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site := r.Header.Get("Sec-Fetch-Site")
		foreign := site == "cross-site" || site == "same-site"
		if r.Method == http.MethodGet && r.URL.Path == "/graphql" && foreign && !provesPreflight(r.Header) {
			writeRefusal(r.Context(), w, jsonMedia, refuse(http.StatusForbidden,
				"A page of another site must send the header %s with a GET, or use POST.", preflightHeaders[0]))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func provesPreflight(h http.Header) bool {
	return slices.ContainsFunc(preflightHeaders, func(name string) bool { return h.Get(name) != "" })
}
