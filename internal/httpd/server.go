package httpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// What every listener allows a client, whatever the handler does.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10 // a GET carries its document in the address

	// writeMargin is how long an answer may take to reach the client once it is made.
	writeMargin = 30 * time.Second
	// adminTimeout is longer than any profile that is asked for by hand.
	adminTimeout = 5 * time.Minute
	// shutdownMargin is what a drain is given beyond the longest request.
	shutdownMargin = 5 * time.Second
)

// ServerOptions say where to listen and how to stop. Addr and Handler are required; for all others the zero
// value is the default.
type ServerOptions struct {
	// Addr is the API's address, such as "127.0.0.1:8080". Port 0 picks one.
	Addr string
	// Handler is the API, from NewHandler.
	Handler http.Handler

	// AdminAddr is the address of AdminHandler. Empty: no admin listener.
	AdminAddr string
	// AdminHandler comes from NewAdminHandler. Required with AdminAddr.
	AdminHandler http.Handler
	// Readiness is told when the server begins to stop. It should be the one AdminHandler shows. Nil: nobody
	// is told.
	Readiness *Readiness

	// RequestTimeout is the one Handler was made with; writing an answer is allowed longer. Default
	// DefaultRequestTimeout.
	RequestTimeout time.Duration
	// DrainDelay is how long the server still takes new connections after it is no longer ready, so that
	// load balancers can notice. Default 0.
	DrainDelay time.Duration
	// ShutdownTimeout is how long requests in flight may take to end; then their connections are cut. Default
	// RequestTimeout and 5 seconds, enough for each of them.
	ShutdownTimeout time.Duration

	// Logger gets what the listeners complain of. Nil: nothing is logged.
	Logger *slog.Logger
}

// Server serves the API and, on an address of its own, the admin handler.
type Server struct {
	options ServerOptions
	api     *endpoint
	admin   *endpoint // nil without AdminAddr
}

// endpoint is one listener with what is served on it.
type endpoint struct {
	name     string
	listener net.Listener
	server   *http.Server
	kept     *keptConnections
}

// Listen opens the listeners, so that the addresses are known and taken before anything is served. The error
// names the option, or the address that cannot be listened on. Call Run next, or Close.
func Listen(ctx context.Context, o ServerOptions) (*Server, error) {
	if err := o.check(); err != nil {
		return nil, fmt.Errorf("httpd: %w", err)
	}
	var config net.ListenConfig
	api, err := config.Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("httpd: listen for the API: %w", err)
	}
	if o.AdminAddr == "" {
		return newServer(o, api, nil), nil
	}
	admin, err := config.Listen(ctx, "tcp", o.AdminAddr)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("httpd: listen for the admin handler: %w", err), api.Close())
	}
	return newServer(o, api, admin), nil
}

func (o ServerOptions) check() error {
	var faults []error
	if o.Addr == "" {
		faults = append(faults, errors.New("ServerOptions.Addr is missing"))
	}
	if o.Handler == nil {
		faults = append(faults, errors.New("ServerOptions.Handler is missing"))
	}
	if o.AdminAddr != "" && o.AdminHandler == nil {
		faults = append(faults, errors.New("ServerOptions.AdminAddr is given without AdminHandler"))
	}
	for _, d := range []struct {
		name  string
		value time.Duration
	}{
		{"RequestTimeout", o.RequestTimeout}, {"DrainDelay", o.DrainDelay}, {"ShutdownTimeout", o.ShutdownTimeout},
	} {
		if d.value < 0 {
			faults = append(faults, fmt.Errorf("ServerOptions.%s is %v; it cannot be negative", d.name, d.value))
		}
	}
	return errors.Join(faults...)
}

// newServer fills in the defaults. A nil admin listener means none.
func newServer(o ServerOptions, api, admin net.Listener) *Server {
	if o.RequestTimeout == 0 {
		o.RequestTimeout = DefaultRequestTimeout
	}
	if o.ShutdownTimeout == 0 {
		o.ShutdownTimeout = o.RequestTimeout + shutdownMargin
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Server{options: o}
	// net/http counts the time to write from the end of the header: reading the body and the work are in it.
	s.api = newEndpoint("API", api, o.Handler, readTimeout+o.RequestTimeout+writeMargin, o.Logger)
	if admin != nil {
		s.admin = newEndpoint("admin", admin, o.AdminHandler, adminTimeout, o.Logger)
	}
	return s
}

func newEndpoint(name string, l net.Listener, h http.Handler, writeTimeout time.Duration, logger *slog.Logger) *endpoint {
	kept := &keptConnections{}
	return &endpoint{name, l, &http.Server{
		Handler:           kept.announcing(h),
		ConnState:         kept.observe,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}, kept}
}

// Addr is the address the API is served on.
func (s *Server) Addr() net.Addr { return s.api.listener.Addr() }

// AdminAddr is the address the admin handler is served on, nil when it is not.
func (s *Server) AdminAddr() net.Addr {
	if s.admin == nil {
		return nil
	}
	return s.admin.listener.Addr()
}

// Close stops listening and cuts every connection. It is for a server that is not to be run after all; Run closes
// what it has served.
func (s *Server) Close() error {
	var faults []error
	for _, e := range s.endpoints() {
		// Until it serves, the http.Server does not know its listener.
		if err := e.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			faults = append(faults, err)
		}
		faults = append(faults, e.server.Close())
	}
	return errors.Join(faults...)
}

func (s *Server) endpoints() []*endpoint {
	if s.admin == nil {
		return []*endpoint{s.api}
	}
	return []*endpoint{s.api, s.admin}
}
