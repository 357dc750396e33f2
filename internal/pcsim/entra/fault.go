package entra

import (
	"errors"
	"net/http"
)

// Fault makes the token endpoints fail.
type Fault struct {
	// Status of the answer, 300 to 599. 0: 503.
	Status int
	// Error is OAuth's name of the error, as in "invalid_client". Empty: the body
	// is Body, which may be empty, too.
	Error string
	// Number follows AADSTS in the error's description, as in 7000222.
	Number int
	// Body stands in place of an error that has no name.
	Body string
	// RetryAfter and Location are sent as headers unless empty.
	RetryAfter, Location string
	// Count is how many requests are struck. 0: all, until [Server.Heal].
	Count int
}

// Fail adds a fault. Faults strike one after the other, each when those before it
// are used up.
func (s *Server) Fail(f Fault) error {
	if f.Status == 0 {
		f.Status = http.StatusServiceUnavailable
	}
	if f.Status < 300 || f.Status > 599 || f.Count < 0 {
		return errors.New("entra: a fault's status is 300 to 599, and its count is not negative")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, f)
	return nil
}

// Heal removes all faults.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (s *Server) takeFault() (Fault, bool) {
	if len(s.faults) == 0 {
		return Fault{}, false
	}
	fault := s.faults[0]
	switch fault.Count {
	case 0:
	case 1:
		s.faults = s.faults[1:]
	default:
		s.faults[0].Count--
	}
	return fault, true
}

func (f Fault) reply(r *http.Request) reply {
	answer := reply{status: f.Status, header: http.Header{"Content-Type": {"text/html"}}, body: []byte(f.Body)}
	if f.Error != "" {
		answer = refusal{f.Status, f.Error, f.Number, "This error was asked for with a fault."}.reply(r)
	}
	for name, value := range map[string]string{"Retry-After": f.RetryAfter, "Location": f.Location} {
		if value != "" {
			answer.header.Set(name, value)
		}
	}
	return answer
}
