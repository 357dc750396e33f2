package pcsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode"
)

// Fault is something that goes wrong with the requests it matches. All of
// Match, Customer and Batch that are set must fit; a Fault with none of them
// fits every request. Of several faults that fit, the one that was added first
// acts first; those that let the request pass (such as [KindDelay] and
// [KindCut]) leave it to the next, those that answer it do not.
//
// In JSON the members are spelled as the tags say, and Delay is delayMs, a
// number of milliseconds.
type Fault struct {
	// Match is the beginning of the escaped path, as [Server.Calls] shows it
	// without the verb, or a pattern of [path.Match] for the whole of it. Case is
	// ignored.
	Match string `json:"match,omitempty"`
	// Customer is the customer ID in the path.
	Customer string `json:"customer,omitempty"`
	// Batch is the batch ID in the path, unescaped.
	Batch string `json:"batch,omitempty"`
	// After is how many matching requests are let through first. Default none.
	After int `json:"after,omitempty"`
	// Count is how many requests the fault strikes. 0: no end.
	Count int `json:"count,omitempty"`

	// Kind is what happens. The other members refine some kinds: each [Kind]
	// says which, and what it does without them.
	Kind        Kind          `json:"kind"`
	Status      int           `json:"status,omitempty"`
	Code        Code          `json:"code,omitempty"`
	Description string        `json:"description,omitempty"`
	RetryAfter  string        `json:"retryAfter,omitempty"` // in JSON a number of seconds will do
	Shape       Shape         `json:"shape,omitempty"`
	Delay       time.Duration `json:"-"`
	Pages       int           `json:"pages,omitempty"`
	Bytes       int64         `json:"bytes,omitempty"`
	Location    string        `json:"location,omitempty"`
}

// FaultState is a fault that was added, and what it has done so far.
type FaultState struct {
	ID    string `json:"id"`
	Fault Fault  `json:"fault"`
	Seen  int    `json:"seen"` // requests that fitted
	Hits  int    `json:"hits"` // requests that it struck
}

// faultJSON is Fault with the members that JSON spells differently.
type faultJSON struct {
	*plainFault
	RetryAfter json.RawMessage `json:"retryAfter,omitempty"`
	DelayMS    int64           `json:"delayMs,omitempty"`
}

type plainFault Fault

// MarshalJSON writes the fault as the admin path takes it.
func (f Fault) MarshalJSON() ([]byte, error) {
	out := faultJSON{plainFault: (*plainFault)(&f), DelayMS: f.Delay.Milliseconds()}
	if f.RetryAfter != "" {
		out.RetryAfter = compact(f.RetryAfter)
	}
	return compact(out), nil
}

// UnmarshalJSON refuses members it does not know: a fault with a typing error
// would otherwise match everything, or nothing.
func (f *Fault) UnmarshalJSON(text []byte) error {
	*f = Fault{}
	in := faultJSON{plainFault: (*plainFault)(f)}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return err
	}
	if in.DelayMS < 0 || in.DelayMS > int64(longestDelay/time.Millisecond) {
		return fmt.Errorf("delayMs is %d; it can be 0 to %d", in.DelayMS, longestDelay/time.Millisecond)
	}
	f.Delay = time.Duration(in.DelayMS) * time.Millisecond
	if in.RetryAfter == nil {
		return nil
	}
	retryAfter, err := numberOrString(in.RetryAfter)
	f.RetryAfter = retryAfter
	return err
}

// Bounds of a fault's numbers.
const (
	longestDelay = 24 * time.Hour
	mostPages    = 1_000_000
	mostBytes    = 8 << 30
)

// check completes the fault, or lists its mistakes.
func (f *Fault) check() (implementation, error) {
	kind, known := kinds()[f.Kind]
	if !known {
		return implementation{}, fmt.Errorf("unknown kind %q; known are %s", f.Kind, strings.Join(kindNames(), ", "))
	}
	var mistakes []error
	wrong := func(format string, args ...any) { mistakes = append(mistakes, fmt.Errorf(format, args...)) }
	if _, err := path.Match(f.Match, ""); err != nil {
		wrong("match %q is not a pattern: %w", f.Match, err)
	}
	if f.After < 0 || f.Count < 0 {
		wrong("after is %d and count is %d; neither can be negative", f.After, f.Count)
	}
	if f.Delay < 0 || f.Delay > longestDelay {
		wrong("the delay is %s; it can be 0 to %s", f.Delay, longestDelay)
	}
	if f.Pages < 0 || f.Pages > mostPages {
		wrong("pages is %d; it can be 0 to %d", f.Pages, mostPages)
	}
	if f.Bytes < 0 || f.Bytes > mostBytes {
		wrong("bytes is %d; it can be 0 to %d", f.Bytes, mostBytes)
	}
	for name, value := range map[string]string{"retryAfter": f.RetryAfter, "location": f.Location} {
		if strings.ContainsFunc(value, unicode.IsControl) {
			wrong("%s has a line break or another sign that no header can carry", name)
		}
	}
	if kind.prepare != nil {
		if err := kind.prepare(f); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	return kind, errors.Join(mistakes...)
}

// fits says whether the fault is meant for this call.
func (f *Fault) fits(c *call) bool {
	if f.Customer != "" && !strings.EqualFold(f.Customer, c.address.customer) {
		return false
	}
	if f.Batch != "" && f.Batch != c.address.batch {
		return false
	}
	wanted := strings.ToLower(f.Match)
	sent := strings.ToLower(c.request.URL.EscapedPath())
	if strings.HasPrefix(sent, wanted) {
		return true
	}
	whole, err := path.Match(wanted, sent)
	return err == nil && whole
}
