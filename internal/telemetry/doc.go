// Package telemetry is what an operator watches: metrics in the format of
// Prometheus, and traces that are sent away by OTLP over HTTP.
//
// A [Recorder] is told of requests by the web layer ([Recorder.Operation]), and of
// upstream calls by the client, which it observes ([Recorder.Observer]) and whose
// transport it wraps ([Recorder.Transport]). What others count already it asks them
// for at each scrape ([Recorder.ReadCache], [Recorder.ReadFastPath]).
//
// # What never gets here
//
// Labels and attributes come from closed lists: outcomes, error codes, templates of
// routes, classes of statuses, and the names of operations that the operator has
// listed. No id, document, variable, token or error text is among them.
//
// # Metrics
//
//	pcgraph_operations_total{operation,outcome}           requests to /graphql
//	pcgraph_operation_duration_seconds{operation}         those that were executed
//	pcgraph_operations_in_flight
//	pcgraph_errors_total{code}                            errors in answers
//	pcgraph_upstream_requests_total{method,route,status}  each try, by class of status, "none" without an answer
//	pcgraph_upstream_request_duration_seconds{method,route}
//	pcgraph_upstream_requests_in_flight
//	pcgraph_upstream_throttled_total{method,route}        answers with status 429
//	pcgraph_upstream_paused_total{method,route}           calls that came during a pause
//	pcgraph_upstream_retries_total{method,route,reason}
//	pcgraph_upstream_hedges_total{method,route}
//	pcgraph_upstream_refused_total{method,route,reason}   calls given up because of a pause or an open breaker
//	pcgraph_upstream_breaker_changes_total{to}            of all customers' breakers together
//	pcgraph_cache_requests_total{result}                  hit, miss, coalesced
//	pcgraph_cache_stale_total                             those of them answered with an old page
//	pcgraph_cache_evictions_total
//	pcgraph_cache_entries
//	pcgraph_cache_bytes
//	pcgraph_fast_path_objects_total{writer}               tables or executor
//
// Beside them stand those of the Go runtime and of the process.
//
// # Traces
//
// There are none unless OTEL_EXPORTER_OTLP_ENDPOINT or its like for traces is set;
// see [Options]. An operation is a span, a child of the caller's if the request has
// a traceparent header. Each upstream request is a child of the operation that
// caused it, and carries a traceparent header of its own. Where several operations
// share a call, it is in the trace of the one that came first.
package telemetry
