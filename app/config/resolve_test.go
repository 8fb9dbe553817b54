package config

import (
	"fmt"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-cmp/cmp"
)

var lin = mentorship.Person{ID: 14, Login: "lin"}

// when is a moment so many days after the first revision.
func when(days float64) time.Time { return begin.Add(time.Duration(days * float64(24*time.Hour))) }

// written is a file with its revisions at given days.
type written struct {
	day  float64
	text string
	by   []mentorship.Person
}

func fileOf(revs ...written) mentorship.HouseText {
	at := mentorship.HouseText{SHA: "head", ReadAt: when(100), People: known, Teams: map[string][]mentorship.Person{
		"acme/reviewers": {ada, lin, {ID: 13, Login: "robot", Bot: true}}, "acme/more": {ada, grace},
	}}
	for i, r := range revs {
		at.Revisions = append(at.Revisions, mentorship.Revision{SHA: fmt.Sprint(i), At: when(r.day), By: r.by})
		at.Texts = append(at.Texts, r.text)
		at.Text = []byte(r.text)
	}
	return at
}

// stands is what is in force for a person: whether they act, and their capacity.
type stands struct {
	yes      bool
	capacity int
}

func TestResolveTwoFiles(t *testing.T) {
	const v = "version: 1\n"
	two, four, one := v+"mentors: [{login: ada}]\n", v+"mentors: [{login: ada, capacity: 4}]\n", v+"mentors: [{login: ada, capacity: 1}]\n"
	own, other := people(ada), people(grace)
	said := func(change func(*mentorship.Standing)) mentorship.Standing {
		var s mentorship.Standing
		change(&s)
		return s
	}
	for _, c := range []struct {
		name  string
		owner []written
		repo  []written
		s     mentorship.Standing
		want  stands
	}{
		{"listed and agreed in the owner's file", []written{{0, two, own}}, []written{{1, v, other}}, mentorship.Standing{}, stands{true, 2}},
		{"agreed before the repository had a file", []written{{0, two, own}, {3, two + "#\n", other}}, []written{{5, v, other}}, mentorship.Standing{}, stands{true, 2}},
		{"agreed in the owner's, raised in the repository's by others", []written{{0, two, own}}, []written{{1, four, other}}, mentorship.Standing{}, stands{true, 2}},
		{"agreed in the owner's, lowered in the repository's by others", []written{{0, two, own}}, []written{{1, one, other}}, mentorship.Standing{}, stands{true, 1}},
		{"agreed in the owner's, raised in the repository's by themselves", []written{{0, two, own}}, []written{{1, four, own}}, mentorship.Standing{}, stands{true, 4}},
		{"agreed in the repository's only", []written{{0, two, other}}, []written{{1, four, own}}, mentorship.Standing{}, stands{true, 4}},
		{"agreed in the repository's, taken out there, still in the owner's", []written{{0, two, other}}, []written{{1, four, own}, {2, v, other}}, mentorship.Standing{}, stands{true, 2}},
		{"agreed nowhere", []written{{0, two, other}}, []written{{1, two, other}}, mentorship.Standing{}, stands{false, 2}},
		{"the owner leaves, the repository's entry stays", []written{{0, two, own}, {2, "", other}}, []written{{1, two, other}}, mentorship.Standing{}, stands{true, 2}},
		{"the owner's limits raised by others", []written{{0, v, other}, {2, v + "limits: {mentor_active: 5}\n", other}}, []written{{1, two, own}}, mentorship.Standing{}, stands{true, 2}},
		{"the owner's limits raised before they agreed", []written{{0, v + "limits: {mentor_active: 5}\n", other}}, []written{{1, two, own}}, mentorship.Standing{}, stands{true, 5}},
		{"the owner's limits hold for what is said", []written{{0, v + "limits: {mentor_active: 3}\n", other}}, []written{{1, four, own}}, mentorship.Standing{}, stands{true, 3}},
		{"and give way again", []written{{0, v + "limits: {mentor_active: 3}\n", other}, {2, v, other}}, []written{{1, four, own}}, mentorship.Standing{}, stands{true, 4}},
		{"opt-in while only the owner lists them", []written{{0, two, other}}, []written{{1, v, other}}, said(func(s *mentorship.Standing) { s.OptedIn = when(0.5) }), stands{true, 2}},
		{"own word lowers", nil, []written{{0, four, own}}, said(func(s *mentorship.Standing) { s.Capacity, s.CapacityAt = 1, when(1) }), stands{true, 1}},
		{"own word raises", nil, []written{{0, four, own}}, said(func(s *mentorship.Standing) { s.Capacity, s.CapacityAt = 6, when(1) }), stands{true, 6}},
		{"own word rests", nil, []written{{0, four, own}}, said(func(s *mentorship.Standing) { s.Capacity, s.CapacityAt = 0, when(1) }), stands{true, 0}},
		{"own word beats what others write later", nil, []written{{0, two, own}, {2, one, other}}, said(func(s *mentorship.Standing) { s.Capacity, s.CapacityAt = 3, when(1) }), stands{true, 3}},
		{"their own later commit beats their word", nil, []written{{0, two, own}, {2, four, own}}, said(func(s *mentorship.Standing) { s.Capacity, s.CapacityAt = 3, when(1) }), stands{true, 4}},
		{"own word is no consent", nil, []written{{0, two, other}}, said(func(s *mentorship.Standing) { s.Capacity, s.CapacityAt = 3, when(1) }), stands{false, 2}},
		{"own word within the owner's limits", []written{{0, v + "limits: {mentor_active: 3}\n", other}}, []written{{1, two, own}}, said(func(s *mentorship.Standing) { s.Capacity, s.CapacityAt = 8, when(2) }), stands{true, 3}},
		{"opt-out beats both files", []written{{0, two, own}}, []written{{1, four, own}}, said(func(s *mentorship.Standing) { s.OptedOut = when(0.5) }), stands{false, 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Files{Repo: fileOf(c.repo...)}
			if c.owner != nil {
				f.Owner = fileOf(c.owner...)
				f.Owner.Text = []byte(lastGood(c.owner))
				f.Owner.Missing = c.owner[len(c.owner)-1].text == ""
			}
			r, err := Resolve(f, map[int64]mentorship.Standing{ada.ID: c.s})
			if err != nil {
				t.Fatal(err)
			}
			m, ok := r.Mentor(ada.ID)
			if got := (stands{m.Consented, m.Capacity}); !ok || got != c.want {
				t.Errorf("got %+v (listed %v), want %+v", got, ok, c.want)
			}
		})
	}
}

func lastGood(revs []written) string {
	text := ""
	for _, r := range revs {
		if r.text != "" {
			text = r.text
		}
	}
	return text
}

func TestTeams(t *testing.T) {
	const team = "version: 1\nmentors: [{team: Acme/Reviewers, capacity: 3}]\n"
	const also = "version: 1\nmentors: [{team: acme/reviewers, capacity: 3}, {login: ada, capacity: 1}, {team: acme/more}]\n"
	for _, c := range []struct {
		name string
		revs []written
		s    map[int64]mentorship.Standing
		want map[string]stands
	}{
		{"nobody agreed", []written{{0, team, people(grace)}}, nil, map[string]stands{"ada": {false, 3}, "lin": {false, 3}}},
		{"one member wrote it", []written{{0, team, people(ada)}}, nil, map[string]stands{"ada": {true, 3}, "lin": {false, 3}}},
		{"one member opted in", []written{{0, team, people(grace)}}, map[int64]mentorship.Standing{lin.ID: {OptedIn: when(1)}}, map[string]stands{"ada": {false, 3}, "lin": {true, 3}}},
		{"one member opted in before it stood there", []written{{2, team, people(grace)}}, map[int64]mentorship.Standing{lin.ID: {OptedIn: when(1)}}, map[string]stands{"ada": {false, 3}, "lin": {false, 3}}},
		{"one member opted out", []written{{0, team, people(ada, lin)}}, map[int64]mentorship.Standing{lin.ID: {OptedOut: when(1)}}, map[string]stands{"ada": {true, 3}, "lin": {false, 3}}},
		{"their own entry counts before the team's", []written{{0, also, people(ada, lin)}}, nil, map[string]stands{"ada": {true, 1}, "lin": {true, 3}, "grace": {false, 2}}},
		{"from the team to an entry that asks more", []written{{0, team, people(ada)}, {1, "version: 1\nmentors: [{login: ada, capacity: 5}]\n", people(grace)}}, nil, map[string]stands{"ada": {true, 3}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Resolve(Files{Repo: fileOf(c.revs...)}, c.s)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]stands{}
			for _, m := range r.Mentors {
				got[m.Login] = stands{m.Consented, m.Capacity}
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(stands{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestOwnAway(t *testing.T) {
	const text = "version: 1\nmentors: [{login: ada, away: [2026-01-03..2026-01-09, 2026-02-01]}]\n"
	for _, c := range []struct {
		name string
		s    mentorship.Standing
		days map[float64]bool // away then?
	}{
		{"the file alone", mentorship.Standing{}, map[float64]bool{1.9: false, 2: true, 8.9: true, 9: false, 31.5: true}},
		{"away by own word", mentorship.Standing{AwayAt: when(10), AwayUntil: when(20.5)}, map[float64]bool{2: true, 20.4: true, 20.5: false}},
		{"and back", mentorship.Standing{AwayAt: when(10), AwayUntil: when(20.5), BackAt: when(12)}, map[float64]bool{12: false, 20.4: false, 31.5: true}},
		{"and away again", mentorship.Standing{AwayAt: when(13), AwayUntil: when(20.5), BackAt: when(12)}, map[float64]bool{20.4: true}},
		{"both in one second: away", mentorship.Standing{AwayAt: when(12), AwayUntil: when(20.5), BackAt: when(12)}, map[float64]bool{20.4: true}},
		{"back from the file's days", mentorship.Standing{BackAt: when(5.5)}, map[float64]bool{4: true, 5.6: false, 8: false, 31.5: true}},
		{"back on the first day", mentorship.Standing{BackAt: when(2.5)}, map[float64]bool{2.6: false, 8: false, 31.5: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Resolve(Files{Repo: fileOf(written{0, text, people(ada)})}, map[int64]mentorship.Standing{ada.ID: c.s})
			if err != nil {
				t.Fatal(err)
			}
			m, _ := r.Mentor(ada.ID)
			for day, want := range c.days {
				if m.AwayOn(when(day)) != want {
					t.Errorf("day %v: away %v", day, !want)
				}
			}
		})
	}
}

func TestResolveOwnersOwnRepository(t *testing.T) {
	f := Files{Owner: fileOf(written{0, "version: 1\nlimits: {mentor_active: 1}\nlock: [timers]\nprogram: {mode: preview, ops_repo: acme/ops}\nmentors: [{login: ada, topics: [stuck], timezone: Europe/Madrid}]\n", people(ada)})}
	f.Owner.SHA = "owner"
	r, err := Resolve(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := r.Mentor(ada.ID)
	if r.SHA != "owner" || r.Mode != mentorship.ModePreview || r.OpsRepo.FullName() != "acme/ops" || m.Capacity != 1 || !m.Consented ||
		!cmp.Equal(m.Topics, []string{"stuck"}) || m.Zone != "Europe/Madrid" {
		t.Errorf("%+v", r)
	}
	f.Owner.Text = []byte("version: 3\n")
	if _, err := Resolve(f, nil); err == nil {
		t.Error("a stored file that no longer parses is no error")
	}
}

// What others write about a person waits for them as more work does.
func TestWordsAboutSomebody(t *testing.T) {
	before := "version: 1\nmentors: [{login: ada, topics: [stuck, path], ask_me_about: [SVG], came_from: docs, languages: [en], timezone: Europe/Madrid}]\n"
	after := "version: 1\nmentors: [{login: ada, topics: [path, balance], ask_me_about: [anything], came_from: sales, languages: [en, es]}]\n"
	r, err := Resolve(Files{Repo: fileOf(written{0, before, people(ada)}, written{1, after, people(grace)})}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := r.Mentor(ada.ID)
	want := mentorship.Mentor{Person: ada, Capacity: 2, MaxNewPerWeek: 2, Consented: true, Topics: []string{"path"}, CameFrom: "docs", Languages: []string{"en"}}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCompare(t *testing.T) {
	const now = "version: 1\nmentors: [{login: ada}, {login: lin, capacity: 1}]\n"
	const then = "version: 1\nmentors:\n  - {login: ada, capacity: 4}\n  - {login: grace}\n  - {login: nobody}\n  - {team: acme/none}\n  - {login: robot}\n"
	all := map[string]mentorship.Person{"ada": ada, "grace": grace, "lin": lin, "robot": known["robot"]}
	old := fileOf(written{0, now, people(ada, lin)})
	old.People = all
	next := Proposed(old, Proposal{SHA: "pull", Text: []byte(then), By: people(grace), At: when(5), People: all})
	got, err := Compare(Files{Repo: old}, Files{Repo: next}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got.Rules = mentorship.Rules{}
	want := Outlook{
		Entries: []Entry{
			{Login: "ada", Line: 3, Col: 5, Person: ada, Raised: true, Capacity: 2},
			{Login: "grace", Line: 4, Col: 5, Person: grace, Added: true, Capacity: 2},
			{Login: "nobody", Line: 5, Col: 5, Unknown: true},
			{Team: "acme/none", Line: 6, Col: 5, Unknown: true},
			{Login: "robot", Line: 7, Col: 5, Unknown: true},
		},
		Removed: people(lin), Places: 4,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(old.Revisions) != 1 || string(old.Text) != now {
		t.Error("Proposed changed the file of today")
	}
	by := next
	by.Revisions[1].By = nil
	got, err = Compare(Files{Repo: old}, Files{Repo: by}, map[int64]mentorship.Standing{grace.ID: {OptedOut: when(1)}})
	if err != nil || !got.Entries[1].OptedOut || got.Entries[1].Waiting || got.Places != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = Compare(Files{Repo: old}, Files{Repo: by}, nil)
	if err != nil || !got.Entries[1].Waiting || got.Entries[1].Capacity != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}
