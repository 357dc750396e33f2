package main

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// replay answers each request with what the upstream answered to the same
// request before. It counts.
type replay struct {
	upstream http.RoundTripper
	latency  time.Duration // before each answer
	forget   bool          // record nothing

	calls    atomic.Int64
	recorded sync.Map // of recordedKey to *recording
}

type recordedKey struct{ path, query, token string }

type recording struct {
	status int
	header http.Header
	body   []byte
}

func (r *replay) RoundTrip(request *http.Request) (*http.Response, error) {
	r.calls.Add(1)
	if r.latency > 0 {
		select {
		case <-time.After(r.latency):
		case <-request.Context().Done():
			return nil, request.Context().Err()
		}
	}
	key := recordedKey{request.URL.EscapedPath(), request.URL.RawQuery, request.Header.Get("MS-ContinuationToken")}
	if known, ok := r.recorded.Load(key); ok {
		return known.(*recording).response(request), nil
	}
	response, err := r.upstream.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	fresh := &recording{response.StatusCode, maps.Clone(response.Header), body}
	if !r.forget {
		r.recorded.Store(key, fresh)
	}
	return fresh.response(request), nil
}

func (r *recording) response(request *http.Request) *http.Response {
	return &http.Response{
		StatusCode: r.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: r.header, Body: io.NopCloser(bytes.NewReader(r.body)), ContentLength: int64(len(r.body)), Request: request,
	}
}
