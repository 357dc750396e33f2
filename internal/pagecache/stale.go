package pagecache

import "pcgraph/pcclient"

// isOutage reports whether an ask failed because Partner Center could not answer.
// What it answered before is then better than nothing.
func isOutage(err error) bool {
	switch pcclient.KindOf(err) {
	case pcclient.KindUnavailable, pcclient.KindTimeout, pcclient.KindThrottled, pcclient.KindBadResponse:
		return true
	}
	return false
}

// isRefusal reports whether Partner Center answered that it will not. What it showed
// before may be deleted, or no longer ours to see, and must not come back when the
// next ask meets an outage.
func isRefusal(err error) bool {
	switch pcclient.KindOf(err) {
	case pcclient.KindBadInput, pcclient.KindUnauthorized, pcclient.KindForbidden, pcclient.KindNotFound:
		return true
	}
	return false
}
