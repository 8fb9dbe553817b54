package githubsim

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// Action is something a person does, or a change of the world. Do names the
// verb; which of the other fields it takes is listed by verbs in the contract
// of the stand-in and checked by [Server.Do].
type Action struct {
	Do         string   `json:"do"`
	Repo       string   `json:"repo,omitempty"`
	Number     int      `json:"number,omitempty"`
	ID         int64    `json:"id,omitempty"`
	Author     string   `json:"author,omitempty"` // who acts; unknown logins become users
	Title      string   `json:"title,omitempty"`
	Body       string   `json:"body,omitempty"`
	Files      Files    `json:"files,omitempty"`
	Labels     []string `json:"labels,omitempty"`
	Draft      bool     `json:"draft,omitempty"`
	Fork       *bool    `json:"fork,omitempty"` // default: yes for people without write access
	State      string   `json:"state,omitempty"`
	Value      string   `json:"value,omitempty"`
	Conclusion string   `json:"conclusion,omitempty"`
	Content    string   `json:"content,omitempty"`
	Login      string   `json:"login,omitempty"`
	To         string   `json:"to,omitempty"`
	Owner      string   `json:"owner,omitempty"`
	Role       string   `json:"role,omitempty"`
	Level      string   `json:"level,omitempty"`
	Text       *string  `json:"text,omitempty"` // nil deletes the file
	Via        string   `json:"via,omitempty"`
	Approvers  []string `json:"approvers,omitempty"`
	GUIDs      GUIDs    `json:"guids,omitempty"`
	Order      string   `json:"order,omitempty"`
	Times      int      `json:"times,omitempty"`
}

// GUIDs names deliveries; in JSON also the word "all".
type GUIDs []string

// UnmarshalJSON reads a list or "all".
func (g *GUIDs) UnmarshalJSON(data []byte) error {
	var word string
	if json.Unmarshal(data, &word) == nil {
		*g = GUIDs{word}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(g))
}

// Result is what an action made; what does not apply is empty.
type Result struct {
	Repo       string   `json:"repo,omitempty"`
	Number     int      `json:"number,omitempty"`
	ID         int64    `json:"id,omitempty"`
	SHA        string   `json:"sha,omitempty"`
	URL        string   `json:"url,omitempty"`
	Deliveries []string `json:"deliveries,omitempty"`
}

// DoorError says why a door refused: 400 for a bad request with the field, 404
// for an object that is not there, 409 for what is impossible now.
type DoorError struct {
	Status  int
	Message string
	Field   string
}

func (e *DoorError) Error() string {
	if e.Field != "" {
		return e.Field + ": " + e.Message
	}
	return e.Message
}

func badField(field, message string) *DoorError {
	return &DoorError{http.StatusBadRequest, message, field}
}

func missing(field, what string) *DoorError {
	return &DoorError{http.StatusNotFound, what + " does not exist", field}
}

func impossible(format string, args ...any) *DoorError {
	return &DoorError{http.StatusConflict, fmt.Sprintf(format, args...), ""}
}

// verb is one thing the door can do.
type verb struct {
	name  string
	needs string // required fields
	takes string // further fields
	run   func(*deed) *DoorError
}

func verbs() []verb {
	return slices.Concat(threadVerbs(), peopleVerbs(), worldVerbs(), fateVerbs(), deliveryVerbs())
}

func verbNamed(name string) (verb, bool) {
	all := verbs()
	i := slices.IndexFunc(all, func(v verb) bool { return v.name == name })
	if i < 0 {
		return verb{}, false
	}
	return all[i], true
}

// deed is an action in hand.
type deed struct {
	Action
	s   *Server
	st  *state
	res Result
}

// Do carries out an action and returns once the state has changed and its
// deliveries are queued. Its error is a [DoorError].
func (s *Server) Do(_ context.Context, a Action) (Result, error) {
	v, known := verbNamed(a.Do)
	if !known {
		return Result{}, badField("do", fmt.Sprintf("%q is unknown", a.Do))
	}
	for field := range strings.FieldsSeq(v.needs) {
		if field != "text" && a.lacks(field) {
			return Result{}, badField(field, "is missing")
		}
	}
	if a.Author != "" && !validLogin(a.Author) {
		return Result{}, badField("author", "is no login")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emitted = nil
	d := &deed{Action: a, s: s, st: s.st}
	if err := v.run(d); err != nil {
		return Result{}, err
	}
	if d.res.Deliveries == nil {
		d.res.Deliveries = s.emitted
	}
	return d.res, nil
}

// lacks says whether the field of a JSON name is empty.
func (a Action) lacks(field string) bool {
	v := reflect.ValueOf(a)
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if name == field {
			return v.Field(i).IsZero() || (v.Field(i).Kind() == reflect.Slice || v.Field(i).Kind() == reflect.Map) && v.Field(i).Len() == 0
		}
	}
	return true
}

// decodeAction reads an action strictly: a field the verb does not take is an
// error that names it.
func decodeAction(data []byte) (Action, *DoorError) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return Action{}, badField("", "not a JSON object")
	}
	var a Action
	if err := json.Unmarshal(raw["do"], &a.Do); err != nil {
		return a, badField("do", "is missing")
	}
	v, known := verbNamed(a.Do)
	if !known {
		return a, badField("do", fmt.Sprintf("%q is unknown", a.Do))
	}
	fields := strings.Fields(v.needs + " " + v.takes)
	for _, key := range sortedKeys(raw) {
		if key != "do" && !slices.Contains(fields, key) {
			return a, badField(key, "is no field of "+a.Do)
		}
		one, _ := json.Marshal(map[string]json.RawMessage{key: raw[key]})
		if err := json.Unmarshal(one, &a); err != nil {
			return a, badField(key, "cannot be read: "+err.Error())
		}
	}
	for field := range strings.FieldsSeq(v.needs) {
		if _, given := raw[field]; !given {
			return a, badField(field, "is missing")
		}
	}
	return a, nil
}

// who is the acting person.
func (d *deed) who() *user { return d.st.person(d.Author) }

// repo finds the action's repository and puts its name into the result.
func (d *deed) repo() (*repo, *DoorError) {
	r := d.st.repoNamed(d.Repo)
	if r == nil {
		return nil, missing("repo", d.Repo)
	}
	d.res.Repo = r.fullName()
	return r, nil
}

// thread finds the action's issue or pull request.
func (d *deed) thread() (*issue, *DoorError) {
	r, err := d.repo()
	if err != nil {
		return nil, err
	}
	is := r.threads[d.Number]
	if is == nil {
		return nil, missing("number", fmt.Sprintf("%s#%d", d.Repo, d.Number))
	}
	d.made(is)
	return is, nil
}

// pull finds the action's pull request.
func (d *deed) pull() (*issue, *DoorError) {
	is, err := d.thread()
	if err == nil && is.pull == nil {
		return nil, missing("number", fmt.Sprintf("pull request %s#%d", d.Repo, d.Number))
	}
	return is, err
}

// made names a thread in the result.
func (d *deed) made(is *issue) {
	v := d.s.viewNow()
	d.res.Repo, d.res.Number, d.res.URL = is.repo.fullName(), is.number, v.page(is)
	d.res.ID = is.id
	if is.pull != nil {
		d.res.SHA = is.headSHA()
	}
}

func oneOf(field, value string, allowed ...string) *DoorError {
	if slices.Contains(allowed, value) {
		return nil
	}
	return badField(field, "want "+strings.Join(allowed, ", "))
}

// optional text of a body: none when empty.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cmp.Compare[string])
	return keys
}
