package pcsim

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func request(t testing.TB, target string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, "http://partnercenter.example"+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer any")
	return r
}

// With a socket and without, the same comes out.
func TestTransportAnswersLikeASocket(t *testing.T) {
	t.Parallel()
	options := Options{}
	overSocket := httptest.NewServer(newServer(t, options))
	defer overSocket.Close()
	inMemory := &http.Client{Transport: newServer(t, options).Transport()}
	for _, target := range []string{
		"/v1/customers?size=3", devicesPath(CustomerDocumented, BatchLarge), devicesPath(CustomerNames, "50%2F50"),
		devicesPath(CustomerNames, "north/south"), "//v1/customers/nobody", "/_sim/faults", "/_sim/nothing",
	} {
		exchange := func(client *http.Client, base string) (*http.Response, answer) {
			r := request(t, target)
			if base != "" {
				r.URL.Host = strings.TrimPrefix(base, "http://")
			}
			response, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			a := read(t, response)
			a.header.Del("Date")
			return response, a
		}
		socketResponse, socket := exchange(overSocket.Client(), overSocket.URL)
		memoryResponse, memory := exchange(inMemory, "")
		if diff := cmp.Diff(socket, memory, cmp.AllowUnexported(answer{})); diff != "" {
			t.Errorf("%s: %s", target, diff)
		}
		if socketResponse.ContentLength != memoryResponse.ContentLength || socketResponse.Status != memoryResponse.Status {
			t.Errorf("%s: %s of %d bytes, %s of %d bytes", target, socketResponse.Status, socketResponse.ContentLength, memoryResponse.Status, memoryResponse.ContentLength)
		}
	}
}

func TestTransportHonoursTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{Latency: time.Minute})
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := s.Transport().RoundTrip(request(t, "/v1/customers").WithContext(ctx))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
		client := &http.Client{Transport: s.Transport(), Timeout: 2 * time.Second}
		start = time.Now()
		if _, err := client.Do(request(t, "/v1/customers")); err == nil || time.Since(start) != 2*time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
		if s.calls.inFlight != 0 || s.TotalCalls() != 2 {
			t.Errorf("%d calls, %d still under way", s.TotalCalls(), s.calls.inFlight)
		}
	})
}

func TestTransportBodyAfterTheContext(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	ctx, cancel := context.WithCancelCause(t.Context())
	response, err := s.Transport().RoundTrip(request(t, "/v1/customers").WithContext(ctx))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	gone := errors.New("gone")
	cancel(gone)
	if _, err := io.ReadAll(response.Body); !errors.Is(err, gone) {
		t.Errorf("reading gives %v", err)
	}
}

func TestTransportBodyAfterClose(t *testing.T) {
	t.Parallel()
	response, err := newServer(t, Options{}).Transport().RoundTrip(request(t, "/v1/customers"))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if _, err := io.ReadAll(response.Body); !errors.Is(err, http.ErrBodyReadAfterClose) {
		t.Errorf("reading gives %v", err)
	}
}

// Another goroutine may close the body while a reader waits for the next drop.
func TestTransportBodyClosedWhileReading(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t, Options{})
		addFault(t, s, Fault{Kind: KindDrip, Delay: time.Hour})
		response, err := s.Transport().RoundTrip(request(t, "/v1/customers"))
		if err != nil {
			t.Fatal(err)
		}
		read := make(chan error)
		go func() {
			_, err := io.ReadAll(response.Body)
			read <- err
		}()
		synctest.Wait()
		_ = response.Body.Close()
		if err := <-read; !errors.Is(err, http.ErrBodyReadAfterClose) {
			t.Errorf("reading gives %v", err)
		}
	})
}

func TestTransportLeavesTheRequestAlone(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	r := request(t, "/v1/customers")
	r.Header.Set("MS-RequestId", " 3705fc6d-4127-4a87-bdba-9658f73fe019 ")
	response, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if a := read(t, response); a.status != http.StatusOK || a.header.Get("MS-RequestId") != "3705fc6d-4127-4a87-bdba-9658f73fe019" {
		t.Errorf("space around a header value: %d %s", a.status, a.text)
	}
	if r.Header.Get("MS-RequestId") != " 3705fc6d-4127-4a87-bdba-9658f73fe019 " {
		t.Error("the caller's header was changed")
	}
	r.Header.Set("MS-ContinuationToken", "a\r\nb")
	if _, err := s.Transport().RoundTrip(r); err == nil || strings.Contains(err.Error(), "a\r\nb") {
		t.Errorf("a line break in a header: %v", err)
	}
}

func TestTransportCarriesBodies(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	client := &http.Client{Transport: s.Transport()}
	response, err := client.Post("http://memory/_sim/faults", "application/json", strings.NewReader(`{"kind":"reset"}`))
	if err != nil {
		t.Fatal(err)
	}
	if a := read(t, response); a.status != http.StatusCreated || len(s.Faults()) != 1 {
		t.Errorf("%d %s", a.status, a.text)
	}
}

func TestHeadHasNoBody(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	overSocket := httptest.NewServer(s)
	defer overSocket.Close()
	for base, client := range map[string]*http.Client{overSocket.URL: overSocket.Client(), "http://memory": {Transport: s.Transport()}} {
		response, err := client.Head(base + "/v1/customers")
		if err != nil {
			t.Fatal(err)
		}
		if a := read(t, response); a.status != http.StatusUnauthorized || a.text != "" {
			t.Errorf("%s: %d %q", base, a.status, a.text)
		}
	}
	if s.calls.inFlight != 0 {
		t.Error("a HEAD is still under way")
	}
}

// Whoever names encodings gets what was sent.
func TestTransportUnpacksForThoseWhoDoNotAsk(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{})
	addFault(t, s, Fault{Kind: KindGzipBomb, Bytes: 1 << 20})
	r := request(t, "/v1/customers")
	r.Header.Set("Accept-Encoding", "gzip")
	response, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if a := read(t, response); len(a.text) > 64<<10 || a.header.Get("Content-Encoding") != "gzip" || response.Uncompressed {
		t.Errorf("%d bytes, %v", len(a.text), a.header)
	}
	s.ClearFaults()
	addFault(t, s, Fault{Kind: KindGarbage})
	addFault(t, s, Fault{Kind: KindGzipBomb, Bytes: 1})
	if response, err = s.Transport().RoundTrip(request(t, "/v1/customers")); err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	for range 2 {
		if _, err := io.ReadAll(response.Body); !errors.Is(err, gzip.ErrHeader) {
			t.Errorf("what is no gzip: %v", err)
		}
	}
}
