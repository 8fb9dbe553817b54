package config

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"pgregory.net/rapid"
)

// step is a version of one of the two files, and whether ada stood behind it.
type step struct {
	owner    bool
	capacity int // of ada's entry: -2 the file is gone, -1 no entry, 9 an entry that does not say
	limit    int // of the owner's file: -1 none
	behind   bool
}

func (s step) text() string {
	if s.capacity == -2 {
		return ""
	}
	text := "version: 1\n"
	if s.owner && s.limit >= 0 {
		text += fmt.Sprintf("limits: {mentor_active: %d}\n", s.limit)
	}
	switch s.capacity {
	case -1:
		return text + "mentors: []\n"
	case 9:
		return text + "mentors: [{login: ada}]\n"
	}
	return text + fmt.Sprintf("mentors: [{login: ada, capacity: %d}]\n", s.capacity)
}

func steps() *rapid.Generator[step] {
	return rapid.Custom(func(t *rapid.T) step {
		return step{
			owner:    rapid.Bool().Draw(t, "owner"),
			capacity: rapid.SampledFrom([]int{-2, -1, 0, 1, 2, 3, 5, 8, 9}).Draw(t, "capacity"),
			limit:    rapid.IntRange(-1, 5).Draw(t, "limit"),
			behind:   rapid.Bool().Draw(t, "behind"),
		}
	})
}

// Over any history of both files and any words of a person's own: nobody acts
// without a deed of their own, nobody for more than the files say now, than they
// agreed to at some time, or than the owner's limits allow; only their own
// /mentor capacity goes beyond the first two.
func TestTwoFilesProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := rapid.SliceOfN(steps(), 1, 10).Draw(t, "history")
		standing := mentorship.Standing{Person: ada}
		joins := rapid.IntRange(-1, len(history)-1).Draw(t, "opts in after")
		if joins >= 0 {
			standing.OptedIn = when(float64(joins) + 0.5)
		}
		if rapid.Bool().Draw(t, "says a capacity") {
			standing.Capacity, standing.CapacityAt = rapid.IntRange(0, 8).Draw(t, "own capacity"), when(rapid.Float64Range(0, 12).Draw(t, "said"))
		}
		files, agreed, deed := play(history, joins)
		if len(files.Repo.Text) == 0 || files.Repo.Missing {
			return // nobody is asked there
		}
		r, err := Resolve(files, map[int64]mentorship.Standing{ada.ID: standing})
		if err != nil {
			t.Fatal(err)
		}
		house := now(files)
		i := slices.IndexFunc(house.Mentors, func(o Offer) bool { return o.name() == "ada" })
		m, listed := r.Mentor(ada.ID)
		most := max(agreed, 0)
		if !standing.CapacityAt.IsZero() {
			most = max(most, standing.Capacity)
		}
		switch {
		case listed != (i >= 0):
			t.Fatalf("listed %v, in the files %v", listed, i >= 0)
		case listed && m.Consented && !deed:
			t.Fatal("acts without a deed")
		case listed && m.Consented && m.Capacity > most:
			t.Fatalf("capacity %d, agreed to at most %d", m.Capacity, most)
		case listed && m.Consented && standing.CapacityAt.IsZero() && m.Capacity > house.Mentors[i].Capacity:
			t.Fatalf("capacity %d, the files say %d", m.Capacity, house.Mentors[i].Capacity)
		case listed && house.sets("limits.mentor_active") && m.Capacity > house.MentorActive:
			t.Fatalf("capacity %d, the owner allows %d", m.Capacity, house.MentorActive)
		}
	})
}

// play lets a history happen, a day a step, and says what ada agreed to at most
// and whether she did anything that could mean yes.
func play(history []step, joins int) (f Files, agreed int, deed bool) {
	f = Files{Owner: fileOf(), Repo: fileOf()}
	agreed = -1
	for i, s := range history {
		to := &f.Repo
		if s.owner {
			to = &f.Owner
		}
		var by []mentorship.Person
		if s.behind {
			by = people(ada)
		}
		to.Revisions = append(to.Revisions, mentorship.Revision{SHA: fmt.Sprint(i), At: when(float64(i)), By: by})
		to.Texts = append(to.Texts, s.text())
		if to.Missing = s.text() == ""; !to.Missing || len(to.Text) == 0 {
			to.Text = []byte(s.text())
		}
		for _, o := range now(f).Mentors {
			if s.behind || joins == i {
				deed, agreed = true, max(agreed, o.Capacity)
			}
		}
	}
	return f, agreed, deed
}

// now is what the newest texts of both files mean together.
func now(f Files) House {
	newest := func(t mentorship.HouseText, src Source) House {
		if len(t.Texts) == 0 {
			return House{}
		}
		h, _ := parsed(t.Texts[len(t.Texts)-1], src)
		return h
	}
	return Merge(newest(f.Owner, OwnerFile), newest(f.Repo, RepoFile))
}

// A person's own word on being away holds whatever came in which order.
func TestAwayProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := mentorship.Standing{
			AwayAt: when(rapid.Float64Range(0, 9).Draw(t, "away")), BackAt: when(rapid.Float64Range(0, 9).Draw(t, "back")),
		}
		s.AwayUntil = s.AwayAt.Add(time.Duration(rapid.IntRange(1, 500).Draw(t, "hours")) * time.Hour)
		if away := !s.Away().IsZero(); away == s.BackAt.After(s.AwayAt) {
			t.Fatalf("away %v: %+v", away, s)
		}
	})
}
