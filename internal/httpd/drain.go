package httpd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Run serves until ctx ends or a listener fails, and returns once the server has stopped: readiness goes first,
// then, after DrainDelay, no connection is taken any more; kept ones are open for one more request, for a second at
// most, and the requests in flight are answered, all for as long as ShutdownTimeout. The admin handler answers until the API has stopped. Run can be called once. The error says
// which listener failed, or that connections had to be cut; nil is a clean end.
func (s *Server) Run(ctx context.Context) error {
	// A request's work must outlive ctx: that is what draining means.
	base := context.WithoutCancel(ctx)
	failures := make(chan error, 2)
	var serving sync.WaitGroup
	for _, e := range s.endpoints() {
		e.server.BaseContext = func(net.Listener) context.Context { return base }
		serving.Go(func() {
			if err := e.server.Serve(e.listener); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
				failures <- fmt.Errorf("httpd: serve the %s: %w", e.name, err)
			}
		})
	}

	var failure error
	select {
	case <-ctx.Done():
	case failure = <-failures:
	}
	s.options.Logger.InfoContext(ctx, "stopping",
		"drainDelay", s.options.DrainDelay, "shutdownTimeout", s.options.ShutdownTimeout)
	if s.options.Readiness != nil {
		s.options.Readiness.Drain()
	}
	if failure == nil {
		failure = wait(s.options.DrainDelay, failures)
	}
	stopped := s.api.shutdown(base, s.options.ShutdownTimeout, s.api.kept.end)
	if s.admin != nil {
		// Nobody's work is lost with a profile or a scrape that is cut.
		_ = s.admin.shutdown(base, shutdownMargin, func(context.Context) {})
	}
	serving.Wait()
	return errors.Join(failure, stopped)
}

// wait waits for the delay to pass, or for a failure, which it returns.
func wait(delay time.Duration, failures <-chan error) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case err := <-failures:
		return err
	}
}

// shutdown stops listening, calls before, lets the requests in flight end, and cuts them when they do not.
func (e *endpoint) shutdown(ctx context.Context, timeout time.Duration, before func(context.Context)) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	// Shutdown would close it, too, and in the same moment every connection that waits for its next request.
	_ = e.listener.Close()
	before(ctx)
	err := e.server.Shutdown(ctx)
	if err == nil || errors.Is(err, net.ErrClosed) {
		return nil
	}
	if ctx.Err() != nil {
		err = fmt.Errorf("httpd: the %s had requests in flight after %v; their connections were cut", e.name, timeout)
	}
	return errors.Join(err, e.server.Close())
}
