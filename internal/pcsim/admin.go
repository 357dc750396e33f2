package pcsim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// The admin path steers the simulation from outside. It wants no bearer token,
// is not counted, takes and answers plain JSON:
//
//	GET    /_sim            what data there is, and which faults
//	GET    /_sim/calls      the counts          DELETE: start anew
//	GET    /_sim/faults     what was added      POST: add one   DELETE: remove all
//	DELETE /_sim/faults/{id}
//	DELETE /_sim/tokens     expire every continuation token
//	POST   /_sim/changes    insert or remove a device   DELETE: undo all
const adminPath = "/_sim"

const longestAdminBody = 64 << 10

// adminAction is what follows the admin path; ok says whether the path is one.
func adminAction(path string) (action string, ok bool) {
	rest, ok := strings.CutPrefix(path, adminPath)
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return strings.Trim(rest, "/"), true
}

// administer answers on the admin path.
func (s *Server) administer(r *http.Request, action string) reply {
	status, body := s.adminAnswer(r, action)
	answer := reply{status: status, header: http.Header{}}
	if body != nil {
		answer.header.Set("Content-Type", contentTypeJSON)
		answer.body = append(compact(body), '\n')
	}
	return answer
}

type adminError struct {
	Error string `json:"error"`
}

func (s *Server) adminAnswer(r *http.Request, action string) (int, any) {
	if id, one := strings.CutPrefix(action, "faults/"); one && r.Method == http.MethodDelete {
		if !s.RemoveFault(id) {
			return http.StatusNotFound, adminError{"There is no fault with this id."}
		}
		return http.StatusNoContent, nil
	}
	done := func(act func()) (int, any) {
		act()
		return http.StatusNoContent, nil
	}
	switch r.Method + " " + action {
	case "GET ":
		return http.StatusOK, s.about()
	case "GET calls":
		return http.StatusOK, s.counts()
	case "DELETE calls":
		return done(s.ResetCalls)
	case "GET faults":
		return http.StatusOK, s.Faults()
	case "POST faults":
		return s.addFault(r)
	case "DELETE faults":
		return done(s.ClearFaults)
	case "DELETE tokens":
		return done(s.ExpireTokens)
	case "POST changes":
		return s.change(r)
	case "DELETE changes":
		return done(s.UndoChanges)
	default:
		return http.StatusNotFound, adminError{"There is no such action. GET calls, faults or nothing; POST faults or changes; DELETE calls, faults, faults/{id}, tokens or changes."}
	}
}

type adminAbout struct {
	About  string          `json:"about"`
	Faults map[Kind]string `json:"faults"`
}

func (s *Server) about() adminAbout {
	answer := adminAbout{About: s.Describe(), Faults: map[Kind]string{}}
	for kind, how := range kinds() {
		answer.Faults[kind] = how.about
	}
	return answer
}

type adminCounts struct {
	Total       int            `json:"total"`
	MaxInFlight int            `json:"maxInFlight"`
	Calls       map[string]int `json:"calls"`
}

func (s *Server) counts() adminCounts {
	return adminCounts{Total: s.TotalCalls(), MaxInFlight: s.MaxInFlight(), Calls: s.Calls()}
}

func (s *Server) addFault(r *http.Request) (int, any) {
	var f Fault
	if err := readAdminBody(r, &f); err != nil {
		return http.StatusBadRequest, adminError{err.Error()}
	}
	id, err := s.Fault(f)
	if err != nil {
		return http.StatusBadRequest, adminError{err.Error()}
	}
	return http.StatusCreated, map[string]string{"id": id}
}

// adminChange is the body of POST /_sim/changes.
type adminChange struct {
	Action   string `json:"action"` // insert or remove
	Customer string `json:"customer"`
	Batch    string `json:"batch"`
	Position int    `json:"position"` // counted from 0
}

func (s *Server) change(r *http.Request) (int, any) {
	var change adminChange
	if err := readAdminBody(r, &change); err != nil {
		return http.StatusBadRequest, adminError{err.Error()}
	}
	act := s.InsertDevice
	switch change.Action {
	case "insert":
	case "remove":
		act = s.RemoveDevice
	default:
		return http.StatusBadRequest, adminError{fmt.Sprintf("The action is %s; insert and remove will do.", quoteShort(change.Action))}
	}
	device, err := act(change.Customer, change.Batch, change.Position)
	if err != nil {
		return http.StatusBadRequest, adminError{err.Error()}
	}
	return http.StatusOK, map[string]string{"device": device}
}

// readAdminBody reads one JSON document and nothing else.
func readAdminBody(r *http.Request, into any) error {
	text, err := io.ReadAll(io.LimitReader(r.Body, longestAdminBody+1))
	if err != nil {
		return fmt.Errorf("the body cannot be read: %w", err)
	}
	if len(text) > longestAdminBody {
		return fmt.Errorf("the body has more than %d bytes", longestAdminBody)
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("the body is not what it should be: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("the body has more than one JSON document")
	}
	return nil
}
