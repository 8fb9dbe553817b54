package house

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// branch is what is on the default branch of widgets, read now and then.
type branch struct {
	t     *testing.T
	house *Authority
	hub   *hub
	*memory
	clock *fixed
}

func newBranch(t *testing.T) *branch {
	a, h, m, c := newHouse(map[string]string{})
	m.words, m.pushers = map[int64]mentorship.Standing{}, map[string]mentorship.Pusher{}
	return &branch{t, a, h, m, c}
}

func listing(entries ...string) string {
	text := "version: 1\nmentors:\n"
	for _, e := range entries {
		text += "  - " + e + "\n"
	}
	return text
}

// holds makes commits the past of the file, as GitHub lists it, and has it read.
func (b *branch) holds(revs ...mentorship.Revision) {
	b.t.Helper()
	b.hub.past = revs
	b.hub.files["widgets/"+config.Path] = b.hub.files["widgets/"+config.Path+"@"+revs[len(revs)-1].SHA]
	b.clock.now = b.clock.now.Add(time.Hour)
	if _, _, err := b.house.Read(b.t.Context(), widgets); err != nil {
		b.t.Fatal(err)
	}
	b.clock.now = b.clock.now.Add(time.Hour)
}

// commit is one of the past, made so long ago.
func (b *branch) commit(sha, text string, ago time.Duration, by ...int64) mentorship.Revision {
	r := mentorship.Revision{SHA: sha, At: b.clock.now.Add(-ago)}
	for _, id := range by {
		r.By = append(r.By, mentorship.Person{ID: id, Login: "some"})
	}
	b.hub.files["widgets/"+config.Path+"@"+sha] = text
	return r
}

// push tells of a push; without a commit it sets the branch back to head.
func (b *branch) push(head string, by int64, commits ...string) {
	b.t.Helper()
	err := b.house.KeepPusher(b.t.Context(), mentorship.Signal{Repo: widgets, Push: &mentorship.Push{
		By: mentorship.Person{ID: by, Login: "some"}, At: b.clock.now, Head: head, Commits: commits, Back: len(commits) == 0,
	}})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *branch) mentor(id int64) mentorship.Mentor {
	b.t.Helper()
	r, _, err := b.house.Rules(b.t.Context(), widgets)
	if err != nil {
		b.t.Fatal(err)
	}
	m, _ := r.Mentor(id)
	return m
}

// A commit may bear any date: what it raises was not there when the person agreed.
func TestBackdatedCommit(t *testing.T) {
	b := newBranch(t)
	first := b.commit("c1", listing("login: lin"), time.Hour, 13)
	b.holds(first)
	b.words[11] = mentorship.Standing{Person: mentorship.Person{ID: 11, Login: "ada"}, OptedIn: b.clock.now.Add(-time.Minute)}
	second := b.commit("c2", listing("login: lin", "login: ada"), 100*time.Hour)
	b.push("c2", 13, "c2")
	for range 2 {
		b.holds(first, second)
		if b.mentor(11).Consented {
			t.Error("agreed before the entry stood there")
		}
	}
}

// Merged so that git shows nothing of the commit that took ada out.
func TestHiddenRemoval(t *testing.T) {
	b := newBranch(t)
	one := b.commit("c1", listing("login: lin", "login: ada"), time.Hour, 11)
	two := b.commit("c2", listing("login: lin"), time.Minute, 13)
	b.holds(one)
	if !b.mentor(11).Consented {
		t.Fatal("ada did agree")
	}
	b.holds(one, two)
	three := b.commit("c3", listing("login: lin", "login: ada", "login: grace"), time.Minute, 13)
	for range 2 {
		b.holds(one, three)
		if b.mentor(11).Consented {
			t.Error("taken out and put back without a new yes")
		}
	}
}

// The branch was set back to before ada's entry, and somebody else lists her.
func TestSetBack(t *testing.T) {
	b := newBranch(t)
	one := b.commit("c1", listing("login: lin"), time.Hour, 13)
	two := b.commit("c2", listing("login: lin", "login: ada"), time.Minute, 11)
	b.holds(one, two)
	b.holds(one)
	if b.mentor(11).ID != 0 {
		t.Fatal("ada is not listed")
	}
	three := b.commit("c3", listing("login: ada", "login: lin"), time.Minute, 13)
	b.holds(one, three)
	if b.mentor(11).Consented {
		t.Error("put back without a new yes")
	}
	if !b.mentor(13).Consented {
		t.Error("lin lost what was agreed")
	}
}

// Setting the branch back is no word about what stood there then; whoever
// pushed a commit first brought it.
func TestPushers(t *testing.T) {
	b := newBranch(t)
	one := b.commit("c1", listing("login: lin", "login: ada"), time.Hour)
	b.push("c1", 13, "c1")
	b.push("c1", 11)
	b.push("c1", 11, "c1")
	b.holds(one)
	if b.mentor(11).Consented || !b.mentor(13).Consented {
		t.Error("ada agreed by setting the branch back, or lin's push was forgotten")
	}
	two := b.commit("c2", listing("login: lin", "login: ada", "login: grace"), time.Hour)
	b.push("c2", 12)
	b.holds(one, two)
	if b.mentor(12).Consented {
		t.Error("grace agreed by setting the branch to a commit others brought before")
	}
}

// The file names a login; who is meant is the account it named at first.
func TestRenamedMentor(t *testing.T) {
	b := newBranch(t)
	one := b.commit("c1", listing("login: Ada", "login: lin"), time.Hour, 11, 13)
	b.holds(one)
	b.hub.names = map[string]int64{"ada-lovelace": 11, "lin": 13}
	two := b.commit("c2", listing("login: Ada", "login: lin", "login: grace"), time.Minute)
	b.holds(one, two)
	if m := b.mentor(11); m.Login != "ada-lovelace" || !m.Consented {
		t.Errorf("renamed: %+v", m)
	}
	b.hub.names["ada"] = 66
	b.words[66] = mentorship.Standing{Person: mentorship.Person{ID: 66, Login: "ada"}, OptedIn: b.clock.now}
	b.holds(one, two)
	if b.mentor(66).ID != 0 || b.mentor(11).Login != "ada-lovelace" {
		t.Error("who took the login took the entry")
	}
	delete(b.hub.names, "ada-lovelace")
	b.holds(one, two)
	if b.mentor(66).ID != 0 || b.mentor(11).ID != 0 {
		t.Error("who took the login of a deleted account took the entry, or nobody is asked in vain")
	}
	b.hub.names["ada-lovelace"] = 11
	b.holds(one, two)
	if m := b.mentor(11); !m.Consented {
		t.Error("found again, and lost what was agreed")
	}
	delete(b.hub.names, "ada-lovelace")
	b.holds(one, two)
	three := b.commit("c3", listing("login: lin"), time.Minute, 13)
	b.holds(one, two, three)
	four := b.commit("c4", listing("login: ada", "login: lin"), time.Minute, 13)
	b.holds(one, two, three, four)
	if b.mentor(66).ID == 0 {
		t.Error("a new entry names who has the login today")
	}
}

// A yes lasts, however many versions come after it.
func TestLongPast(t *testing.T) {
	b := newBranch(t)
	revs := []mentorship.Revision{b.commit("c0", listing("login: lin", "login: ada"), time.Hour, 11)}
	b.holds(revs...)
	for i := range 250 {
		text := listing("login: lin", "login: ada") + strings.Repeat("#\n", i)
		revs = append(revs, b.commit(fmt.Sprint("c", i+1), text, time.Minute, 13))
		if i%50 == 0 {
			b.holds(revs[max(0, len(revs)-100):]...)
		}
	}
	if !b.mentor(11).Consented {
		t.Error("a yes was forgotten")
	}
}

// What is kept of the past is bounded; its first version then proves nothing.
func TestPastIsBounded(t *testing.T) {
	p := &past{}
	for range 40 {
		p.add(mentorship.Revision{}, strings.Repeat("#", config.MaxBytes))
	}
	if revs, texts := p.newest(); len(revs) != 16 || len(texts) != 16 || !revs[0].Older || revs[1].Older {
		t.Errorf("%d and %d kept", len(revs), len(texts))
	}
	p = &past{}
	for range maxVersions + 5 {
		p.add(mentorship.Revision{}, "#")
	}
	if revs, _ := p.newest(); len(revs) != maxVersions || !revs[0].Older {
		t.Errorf("%d kept", len(revs))
	}
}
