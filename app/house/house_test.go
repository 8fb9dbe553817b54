package house

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// memory and hub are ports with just what these tests ask of them.
type memory struct {
	Store
	houses  map[int64]mentorship.HouseText
	repos   []mentorship.Repo
	words   map[int64]mentorship.Standing
	pushers map[string]mentorship.Pusher
}

func (m *memory) House(_ context.Context, r mentorship.Repo) (mentorship.HouseText, bool, error) {
	h, ok := m.houses[r.ID]
	return h, ok, nil
}

func (m *memory) SetHouse(_ context.Context, r mentorship.Repo, h mentorship.HouseText) error {
	m.houses[r.ID] = h
	return nil
}

func (m *memory) SetPushers(_ context.Context, _ mentorship.Repo, commits []string, by mentorship.Pusher) error {
	for _, c := range commits {
		if _, ok := m.pushers[c]; !ok {
			m.pushers[c] = by
		}
	}
	return nil
}

func (m *memory) Pushers(context.Context, mentorship.Repo) (map[string]mentorship.Pusher, error) {
	return m.pushers, nil
}

func (m *memory) FindRepo(_ context.Context, name string) (mentorship.Repo, bool, error) {
	for _, r := range m.repos {
		if strings.EqualFold(r.FullName(), name) {
			return r, true, nil
		}
	}
	return mentorship.Repo{}, false, nil
}

func (m *memory) Standing(context.Context, int64, []int64) (map[int64]mentorship.Standing, error) {
	return m.words, nil
}

type hub struct {
	GitHub
	files map[string]string // "repo/path", or "repo/path@commit"
	past  []mentorship.Revision
	names map[string]int64 // accounts by today's login
	teams map[string][]mentorship.Person
	fault error
	reads int
}

func (h *hub) Content(_ context.Context, r mentorship.Repo, path, ref string, _ int) ([]byte, error) {
	if h.reads++; h.fault != nil {
		return nil, h.fault
	}
	if ref != "" {
		path += "@" + ref
	}
	text, ok := h.files[r.Name+"/"+path]
	if !ok {
		return nil, mentorship.NewFault(mentorship.FaultNotFound, errors.New(path))
	}
	return []byte(text), nil
}

func (h *hub) TeamMembers(_ context.Context, _ mentorship.Repo, org, slug string) ([]mentorship.Person, error) {
	return h.teams[org+"/"+slug], nil
}

func (h *hub) Revisions(context.Context, mentorship.Repo, string) ([]mentorship.Revision, error) {
	return slices.Clone(h.past), nil
}

func (h *hub) Person(_ context.Context, _ int64, login string) (mentorship.Person, error) {
	if h.names[login] == 0 {
		return mentorship.Person{}, mentorship.NewFault(mentorship.FaultNotFound, errors.New("nobody"))
	}
	return mentorship.Person{ID: h.names[login], Login: login}, nil
}

func (h *hub) ByID(_ context.Context, _, id int64) (mentorship.Person, error) {
	for login, i := range h.names {
		if i == id {
			return mentorship.Person{ID: id, Login: login}, nil
		}
	}
	return mentorship.Person{}, mentorship.NewFault(mentorship.FaultNotFound, errors.New("gone"))
}

type fixed struct{ now time.Time }

func (f *fixed) Now() time.Time { return f.now }

var (
	widgets  = mentorship.Repo{Tenant: 1, ID: 5, Owner: "acme", Name: "widgets", Org: true}
	defaults = mentorship.Repo{Tenant: 1, ID: 6, Owner: "acme", Name: ".github", Org: true}
)

func newHouse(files map[string]string) (*Authority, *hub, *memory, *fixed) {
	h := &hub{files: files, teams: map[string][]mentorship.Person{}, names: map[string]int64{"ada": 11, "grace": 12, "lin": 13}}
	m := &memory{houses: map[int64]mentorship.HouseText{}, repos: []mentorship.Repo{widgets, defaults}}
	c := &fixed{time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
	return New(Options{
		Store: m, GitHub: h, Clock: c, Log: slog.New(slog.DiscardHandler),
		Forgotten: func(context.Context, int64, []int64) (map[int64]bool, error) { return nil, nil },
	}), h, m, c
}

const rulesOfThree = "version: 1\nmentors:\n  - login: ada\n  - login: grace\n  - login: lin\n"

func TestCodeOwners(t *testing.T) {
	a, h, _, clock := newHouse(map[string]string{
		"widgets/" + config.Path: rulesOfThree,
		"widgets/CODEOWNERS":     "* @Ada someone@acme.org\nweb/ @acme/web [broken\ndocs/ @acme/writers @stranger\n",
	})
	h.teams["acme/writers"] = []mentorship.Person{{ID: 12, Login: "grace"}, {ID: 99, Login: "other"}}
	files := []string{"docs/a.md", "store/a.go"}
	ask := func() map[int64][]string {
		t.Helper()
		got, err := a.CodeOwners(t.Context(), widgets, files)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	want := map[int64][]string{11: {"store/a.go"}, 12: {"docs/a.md"}}
	if diff := cmp.Diff(want, ask()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	reads := h.reads
	ask()
	if h.reads != reads {
		t.Error("the file was read again at once")
	}
	h.fault = mentorship.NewFault(mentorship.FaultTransient, errors.New("502"))
	clock.now = clock.now.Add(2 * ownersFor)
	if got := ask(); len(got) != 0 {
		t.Errorf("out of reach, and still %v", got)
	}
	h.fault = nil
	delete(h.files, "widgets/CODEOWNERS")
	if got := ask(); len(got) != 0 {
		t.Errorf("gone, and still %v", got)
	}
}

// Which file serves a repository: its own, else the owner's if that lists
// mentors; a broken one that never was good is not papered over.
func TestWhoseRules(t *testing.T) {
	own, owner := "widgets/"+config.Path, ".github/"+config.Path
	for name, c := range map[string]struct {
		files  map[string]string
		served bool
		most   int // mentors listed
	}{
		"none":                 {nil, false, 0},
		"own":                  {map[string]string{own: rulesOfThree}, true, 3},
		"owner's":              {map[string]string{owner: rulesOfThree}, true, 3},
		"both":                 {map[string]string{own: "version: 1\nmentors: [{login: ada, capacity: 1}]\n", owner: rulesOfThree}, true, 3},
		"owner's not wanted":   {map[string]string{own: "version: 1\nextends: none\nmentors: [{login: ada}]\n", owner: rulesOfThree}, true, 1},
		"owner without people": {map[string]string{owner: "version: 1\nmentors: []\n"}, false, 0},
		"own broken":           {map[string]string{own: "version: 3\n", owner: rulesOfThree}, false, 0},
		"owner broken":         {map[string]string{own: rulesOfThree, owner: "version: 3\n"}, true, 3},
		"own without people":   {map[string]string{own: "version: 1\nmentors: []\n", owner: rulesOfThree}, true, 3},
	} {
		a, _, _, _ := newHouse(c.files)
		r, served, err := a.Rules(t.Context(), widgets)
		if err != nil || served != c.served || len(r.Mentors) != c.most {
			t.Errorf("%s: served %v, %d mentors, %v", name, served, len(r.Mentors), err)
		}
	}
}

// Any fault of GitHub keeps what there was; only "there is none" takes it away.
func TestFaultsKeepRules(t *testing.T) {
	for _, kind := range []mentorship.FaultKind{mentorship.FaultTransient, mentorship.FaultForbidden, mentorship.FaultLimited, mentorship.FaultInvalid} {
		a, h, _, clock := newHouse(map[string]string{"widgets/" + config.Path: rulesOfThree})
		if _, served, err := a.Rules(t.Context(), widgets); !served || err != nil {
			t.Fatal(served, err)
		}
		clock.now = clock.now.Add(time.Minute)
		h.fault = mentorship.NewFault(kind, errors.New("trouble"))
		_, _, _ = a.Read(t.Context(), widgets)
		if r, served, err := a.Rules(t.Context(), widgets); !served || len(r.Mentors) != 3 || err != nil {
			t.Errorf("%s: served %v, %v, %v", kind, served, r.Mentors, err)
		}
	}
	a, h, _, clock := newHouse(map[string]string{"widgets/" + config.Path: rulesOfThree})
	if _, _, err := a.Rules(t.Context(), widgets); err != nil {
		t.Fatal(err)
	}
	clock.now = clock.now.Add(time.Minute)
	delete(h.files, "widgets/"+config.Path)
	if _, _, err := a.Read(t.Context(), widgets); err != nil {
		t.Fatal(err)
	}
	if r, served, err := a.Rules(t.Context(), widgets); served || len(r.Mentors) != 0 || err != nil {
		t.Errorf("gone: served %v, %v, %v", served, r.Mentors, err)
	}
}

// GitHub answers 404 to more than absence: rules are gone when a commit took them away.
func TestAbsenceHasACommit(t *testing.T) {
	b := newBranch(t)
	b.holds(b.commit("a1", rulesOfThree, time.Hour, 11))
	served := func() bool {
		t.Helper()
		_, served, err := b.house.Rules(t.Context(), widgets)
		if err != nil {
			t.Fatal(err)
		}
		return served
	}
	delete(b.hub.files, "widgets/"+config.Path)
	if _, _, err := b.house.Read(t.Context(), widgets); mentorship.KindOf(err) != mentorship.FaultTransient || !served() {
		t.Errorf("no commit took the file away, and it is gone: served %v, %v", served(), err)
	}
	b.hub.past = append(b.hub.past, b.commit("b2", "", 0))
	if _, _, err := b.house.Read(t.Context(), widgets); err != nil || served() {
		t.Errorf("a commit took the file away, and it is there: served %v, %v", served(), err)
	}
}
