package telemetry

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pcgraph/pcclient"
)

// upstreamMetrics are what is counted of calls to Partner Center.
type upstreamMetrics struct {
	requests  *prometheus.CounterVec
	duration  *prometheus.HistogramVec
	inFlight  prometheus.Gauge
	throttled *prometheus.CounterVec
	paused    *prometheus.CounterVec
	retries   *prometheus.CounterVec
	hedges    *prometheus.CounterVec
	refused   *prometheus.CounterVec
	breaker   *prometheus.CounterVec
}

func newUpstreamMetrics(r prometheus.Registerer) *upstreamMetrics {
	m := &upstreamMetrics{
		requests: newCounter("upstream_requests_total", "Requests to the upstream, repeats included, by class of status.", "method", "route", "status"),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "upstream_request_duration_seconds", Buckets: durations,
			Help: "How long requests to the upstream took, until their answer was read.",
		}, []string{"method", "route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: namespace, Name: "upstream_requests_in_flight", Help: "Requests to the upstream that are under way.",
		}),
		throttled: newCounter("upstream_throttled_total", "Answers of the upstream with status 429.", "method", "route"),
		paused:    newCounter("upstream_paused_total", "Calls that came while the upstream wants a pause.", "method", "route"),
		retries:   newCounter("upstream_retries_total", "Requests that failed and are repeated.", "method", "route", "reason"),
		hedges:    newCounter("upstream_hedges_total", "Requests sent beside one that is slow.", "method", "route"),
		refused:   newCounter("upstream_refused_total", "Calls given up because of a pause or an open circuit breaker.", "method", "route", "reason"),
		breaker:   newCounter("upstream_breaker_changes_total", "Changes of customers' circuit breakers, by their new state.", "to"),
	}
	r.MustRegister(m.requests, m.duration, m.inFlight, m.throttled, m.paused, m.retries, m.hedges, m.refused, m.breaker)
	for _, state := range []pcclient.BreakerState{pcclient.BreakerClosed, pcclient.BreakerHalfOpen, pcclient.BreakerOpen} {
		m.breaker.WithLabelValues(string(state))
	}
	return m
}

// Observer is for [pcclient.Options.Observer].
func (r *Recorder) Observer() pcclient.Observer {
	m := r.upstream
	return pcclient.Observer{
		Try: func(op string, status int, took time.Duration, _ int) {
			method, route := splitOp(op)
			m.requests.WithLabelValues(method, route, statusClass(status)).Inc()
			m.duration.WithLabelValues(method, route).Observe(took.Seconds())
			if status == http.StatusTooManyRequests {
				m.throttled.WithLabelValues(method, route).Inc()
			}
		},
		Retry: func(op string, kind pcclient.Kind, _ time.Duration) {
			method, route := splitOp(op)
			m.retries.WithLabelValues(method, route, kind.String()).Inc()
		},
		Hedge: func(op string) {
			method, route := splitOp(op)
			m.hedges.WithLabelValues(method, route).Inc()
		},
		Throttled: func(op string, _ time.Duration) {
			method, route := splitOp(op)
			m.paused.WithLabelValues(method, route).Inc()
		},
		Refused: func(op string, kind pcclient.Kind) {
			method, route := splitOp(op)
			m.refused.WithLabelValues(method, route, kind.String()).Inc()
		},
		BreakerChange: func(_, to pcclient.BreakerState) { m.breaker.WithLabelValues(string(to)).Inc() },
	}
}

// splitOp takes the client's name of an endpoint apart: method, and template of route.
func splitOp(op string) (method, route string) {
	method, route, _ = strings.Cut(op, " ")
	return method, route
}

// statusClass is 2xx, 3xx and so on, and "none" where there was no answer.
func statusClass(status int) string {
	if status < 100 || status > 599 {
		return "none"
	}
	return strconv.Itoa(status/100) + "xx"
}
