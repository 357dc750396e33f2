package pcsim

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

func prepareStatus(f *Fault) error {
	if f.Status == 0 {
		f.Status = http.StatusInternalServerError
	}
	if f.Shape == "" {
		f.Shape = ShapeAPIFault
	}
	if f.Code == "" {
		f.Code = CodeUnexpected
	}
	if f.Status < 400 || f.Status > 599 {
		return fmt.Errorf("status is %d; an error's is 400 to 599", f.Status)
	}
	switch f.Shape {
	case ShapeAPIFault, ShapeGateway, ShapeHTML, ShapeEmpty:
		return nil
	}
	return fmt.Errorf("unknown shape %q; known are apifault, gateway, html and empty", f.Shape)
}

// prepareThrottle is the 429 of "API throttling guidance", which names the
// seconds of Retry-After in its message too.
func prepareThrottle(f *Fault) error {
	f.Status, f.Shape = http.StatusTooManyRequests, ShapeGateway
	f.Description = "Rate limit is exceeded."
	if _, err := strconv.Atoi(f.RetryAfter); err == nil {
		f.Description += " Try again in " + f.RetryAfter + " seconds."
	}
	return nil
}

func prepareOnce(f *Fault) error {
	f.Count = 1
	return nil
}

func prepareRedirect(f *Fault) error {
	if f.Status == 0 {
		f.Status = http.StatusFound
	}
	if f.Location == "" {
		f.Location = "https://elsewhere.example/v1/customers"
	}
	if f.Status < 300 || f.Status > 399 {
		return fmt.Errorf("status is %d; a redirect's is 300 to 399", f.Status)
	}
	if _, err := url.Parse(f.Location); err != nil {
		return fmt.Errorf("location %q is no URL", f.Location)
	}
	return nil
}

func prepareDelay(d time.Duration) func(*Fault) error {
	return func(f *Fault) error {
		if f.Delay == 0 {
			f.Delay = d
		}
		return nil
	}
}

func prepareDrip(f *Fault) error {
	return errors.Join(prepareBytes(512)(f), prepareDelay(100*time.Millisecond)(f))
}

func prepareBytes(n int64) func(*Fault) error {
	return func(f *Fault) error {
		if f.Bytes == 0 {
			f.Bytes = n
		}
		return nil
	}
}

// prepareDeep bounds what has to be in memory.
func prepareDeep(f *Fault) error {
	const most = 10_000_000
	if f.Bytes > most {
		return fmt.Errorf("bytes is %d; of levels there can be %d", f.Bytes, most)
	}
	return prepareBytes(100_000)(f)
}

func prepareEmptyPages(f *Fault) error {
	if f.Pages == 0 {
		f.Pages = 1
	}
	return nil
}
