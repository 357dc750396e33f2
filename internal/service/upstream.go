package service

import (
	"time"

	"pcgraph/graph/loaders"
	"pcgraph/internal/fairqueue"
	"pcgraph/internal/pagecache"
	"pcgraph/pcclient"
)

// UpstreamOptions say how Partner Center is asked. For all of them the zero value
// is the default.
type UpstreamOptions struct {
	// CacheTTL is how long a page may be served again. 0 is never.
	CacheTTL time.Duration
	// StaleIfError is how much longer a page may be served when Partner Center
	// cannot give a new one. 0 is never.
	StaleIfError time.Duration
	// CacheBytes is how much memory pages may take. Default 256 MiB.
	CacheBytes int64
	// Credential stands for the upstream's credential: pages are shared only
	// between those who ask with the same. It should be a digest.
	Credential string
	// Calls bounds the calls under way.
	Calls fairqueue.Limits
}

// Upstream is Partner Center as the loaders ask it. Equal asks share an answer;
// the rest queues fairly for the calls that may be under way.
type Upstream struct {
	loaders.PartnerCenter
	cache *pagecache.Cache
}

// NewUpstream puts cache and queue in front of client. Close it after use.
func NewUpstream(client *pcclient.Client, o UpstreamOptions) (*Upstream, error) {
	gate, err := fairqueue.NewGate(o.Calls)
	if err != nil {
		return nil, err
	}
	queue := fairqueue.Upstream{Gate: gate, Next: loaders.Direct{Client: client}}
	cache, err := pagecache.New(queue, pagecache.Options{
		TTL: o.CacheTTL, StaleIfError: o.StaleIfError, MaxBytes: o.CacheBytes, Credential: o.Credential,
	})
	if err != nil {
		return nil, err
	}
	return &Upstream{PartnerCenter: cache, cache: cache}, nil
}

// Stats are the cache's totals so far, for a metric.
func (u *Upstream) Stats() pagecache.Stats { return u.cache.Stats() }

// Close lets go of what the cache keeps running. Nobody may ask any more.
func (u *Upstream) Close() { u.cache.Close() }
