package githubsim

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/mux"
)

const (
	quietDefault   = 500 * time.Millisecond
	timeoutDefault = 30 * time.Second
)

// doorRouter lists the stand-in's own doors.
func (s *Server) doorRouter() *mux.Router {
	m := mux.NewRouter()
	m.HandleFunc("/_sim/do", s.doorDo).Methods("POST")
	m.HandleFunc("/_sim/wait", s.doorWait).Methods("GET")
	m.HandleFunc("/_sim/ledger", s.doorLedger).Methods("GET")
	m.HandleFunc("/_sim/faults", s.doorFaults).Methods("POST")
	m.HandleFunc("/_sim/clock", s.doorClock).Methods("GET", "POST")
	m.NotFoundHandler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		sayError(w, &DoorError{http.StatusNotFound, "there is no such door", ""})
	})
	return m
}

// serveDoor opens the doors to this machine alone.
func (s *Server) serveDoor(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		sayError(w, &DoorError{http.StatusForbidden, "the doors open from this machine only", ""})
		return
	}
	s.mu.Lock()
	s.base = "http://" + r.Host
	s.mu.Unlock()
	s.doors.ServeHTTP(w, r)
}

func say(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that went away is no news
}

// sayError writes the doors' {"error","field"}.
func sayError(w http.ResponseWriter, err error) {
	var e *DoorError
	if !errors.As(err, &e) {
		e = &DoorError{http.StatusInternalServerError, err.Error(), ""}
	}
	say(w, e.Status, obj{"error": e.Message, "field": e.Field})
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<20))
	if err != nil || !json.Valid(data) {
		return nil, badField("", "not JSON")
	}
	return data, nil
}

func (s *Server) doorDo(w http.ResponseWriter, r *http.Request) {
	data, err := readBody(w, r)
	if err != nil {
		sayError(w, err)
		return
	}
	a, bad := decodeAction(data)
	if bad != nil {
		sayError(w, bad)
		return
	}
	res, err := s.Do(r.Context(), a)
	if err != nil {
		sayError(w, err)
		return
	}
	say(w, http.StatusOK, res)
}

func (s *Server) doorWait(w http.ResponseWriter, r *http.Request) {
	quiet, err1 := durationOf(r, "quiet", quietDefault)
	timeout, err2 := durationOf(r, "timeout", timeoutDefault)
	if err := errors.Join(err1, err2); err != nil {
		sayError(w, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	if err := s.Wait(ctx, quiet); err != nil {
		sayError(w, &DoorError{http.StatusGatewayTimeout, "not quiet in time", ""})
		return
	}
	say(w, http.StatusOK, obj{})
}

func durationOf(r *http.Request, key string, instead time.Duration) (time.Duration, error) {
	v := r.URL.Query().Get(key)
	if v == "" {
		return instead, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 {
		return 0, badField(key, "is no duration such as 500ms")
	}
	return d, nil
}

func (s *Server) doorLedger(w http.ResponseWriter, _ *http.Request) {
	say(w, http.StatusOK, s.Ledger())
}

func (s *Server) doorFaults(w http.ResponseWriter, r *http.Request) {
	data, err := readBody(w, r)
	if err != nil {
		sayError(w, err)
		return
	}
	f, err := decodeFaults(data)
	if err == nil {
		err = s.SetFaults(f)
	}
	if err != nil {
		sayError(w, err)
		return
	}
	say(w, http.StatusOK, obj{"rules": len(f.Rules)})
}

// decodeFaults reads the rules strictly; a bare list is taken as the rules.
func decodeFaults(data []byte) (Faults, error) {
	var f Faults
	if json.Unmarshal(data, &f.Rules) == nil && data[0] == '[' {
		data, _ = json.Marshal(map[string]json.RawMessage{"rules": data})
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return f, badField("", "not a JSON object")
	}
	if err := checkKeys(raw, "seed", "rules"); err != nil {
		return f, err
	}
	if raw["rules"] == nil {
		return f, badField("rules", "is missing")
	}
	var rules []map[string]json.RawMessage
	if err := json.Unmarshal(raw["rules"], &rules); err != nil {
		return f, badField("rules", "is no list of rules")
	}
	for _, rule := range rules {
		if err := checkKeys(rule, "match", "fault", "when", "times", "skip", "status", "headers", "seconds", "p"); err != nil {
			return f, err
		}
	}
	f.Rules = nil
	if err := json.Unmarshal(data, &f); err != nil {
		return f, badField(fieldOf(err), "cannot be read: "+err.Error())
	}
	return f, nil
}

// fieldOf names the field a JSON error is about.
func fieldOf(err error) string {
	var e *json.UnmarshalTypeError
	if errors.As(err, &e) {
		return e.Field
	}
	return ""
}

func checkKeys(raw map[string]json.RawMessage, allowed ...string) error {
	for _, key := range sortedKeys(raw) {
		if err := oneOf(key, key, allowed...); err != nil {
			return badField(key, "is unknown")
		}
	}
	return nil
}

func (s *Server) doorClock(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		data, err := readBody(w, r)
		if err == nil {
			err = s.moveClock(data)
		}
		if err != nil {
			sayError(w, err)
			return
		}
	}
	say(w, http.StatusOK, obj{"now": s.clock.now().Format(time.RFC3339Nano)})
}

func (s *Server) moveClock(data []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return badField("", "not a JSON object")
	}
	if err := checkKeys(raw, "advance", "set"); err != nil {
		return err
	}
	if len(raw) != 1 {
		return badField("advance", "give advance or set")
	}
	if raw["set"] != nil {
		var t time.Time
		if err := json.Unmarshal(raw["set"], &t); err != nil {
			return badField("set", "is no RFC 3339 time")
		}
		s.SetTime(t)
		return nil
	}
	var text string
	_ = json.Unmarshal(raw["advance"], &text) // what is no string is no duration
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return badField("advance", "is no duration such as 48h")
	}
	s.Advance(d)
	return nil
}
