package ghclient_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// checked is a check run with that many notes on the head of a pull request.
func checked(t *testing.T, s *githubsim.Server, repo mentorship.Repo, notes int) mentorship.Write {
	t.Helper()
	r := act(t, s, githubsim.Action{
		Do: "open_pull", Repo: "acme/widgets", Author: "nova", Title: "Rules", Files: githubsim.Paths(".github/firstmate.yml"),
	})
	w := mentorship.Write{Kind: mentorship.WriteCheck, Thread: mentorship.Thread{Repo: repo, Number: r.Number}, Check: mentorship.CheckRun{
		Name: "rules", SHA: r.SHA, Number: r.Number, Conclusion: "failure", Title: "Mistakes", Summary: "Some.",
	}}
	for i := range notes {
		w.Check.Notes = append(w.Check.Notes, mentorship.Note{
			Path: ".github/firstmate.yml", Line: i + 1, Col: 3, Warning: i%2 == 0, Message: fmt.Sprint("note ", i),
		})
	}
	return w
}

// told are the messages of all annotations the ledger shows, in order, and how
// many writes made the check.
func told(t *testing.T, s *githubsim.Server) (messages, kinds []string) {
	t.Helper()
	for _, w := range s.Ledger().Writes {
		var in struct {
			Output struct{ Annotations []struct{ Message string } }
		}
		if err := json.Unmarshal(w.Data, &in); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, w.Kind)
		for _, a := range in.Output.Annotations {
			messages = append(messages, a.Message)
		}
	}
	return messages, kinds
}

// A check run is made once, its notes in batches, and edited in place; what it
// says already is not said again.
func TestCheckOfStandIn(t *testing.T) {
	server, c, repo := sim(t, "")
	w := checked(t, server, repo, 120)
	for range 2 {
		if _, err := c.Do(t.Context(), repo.Tenant, w); err != nil {
			t.Fatal(err)
		}
	}
	w.Check.Summary, w.Check.Conclusion = "Others.", "neutral"
	if _, err := c.Do(t.Context(), repo.Tenant, w); err != nil {
		t.Fatal(err)
	}
	messages, kinds := told(t, server)
	w.Check.Notes = w.Check.Notes[:1] // cannot be taken back from a run that stands
	if r, err := c.Do(t.Context(), repo.Tenant, w); err != nil || r.Found {
		t.Errorf("other notes: %+v, %v", r, err)
	}
	if _, now := told(t, server); len(now) != len(kinds)+1 || now[len(kinds)] != "check_run.create" {
		t.Errorf("other notes: %v", now)
	}
	if want := []string{"check_run.create", "check_run.edit", "check_run.edit", "check_run.edit"}; !slices.Equal(kinds, want) {
		t.Errorf("writes %v, want %v", kinds, want)
	}
	if len(messages) != 120 || messages[0] != "note 0" || messages[119] != "note 119" {
		t.Errorf("%d notes: %v", len(messages), messages)
	}
	if n, ok, err := c.Checked(t.Context(), repo, w.Check.SHA, "rules"); n != w.Check.Number || !ok || err != nil {
		t.Errorf("checked %d, %v, %v", n, ok, err)
	}
	if _, ok, err := c.Checked(t.Context(), repo, w.Check.SHA, "other"); ok || err != nil {
		t.Errorf("another name: %v, %v", ok, err)
	}
}

// A batch whose answer is lost is neither left out nor told twice.
func TestLostCheckOfStandIn(t *testing.T) {
	for _, match := range []string{"POST /repos/*/*/check-runs", "PATCH /repos/*/*/check-runs/*"} {
		t.Run(match, func(t *testing.T) {
			server, c, repo := sim(t, "")
			w := checked(t, server, repo, 70)
			var rules githubsim.Faults
			if err := json.Unmarshal([]byte(`{"seed":1,"rules":[{"match":"`+match+`","fault":"lost","when":"after"}]}`), &rules); err != nil {
				t.Fatal(err)
			}
			if err := server.SetFaults(rules); err != nil {
				t.Fatal(err)
			}
			_, err := c.Do(t.Context(), repo.Tenant, w)
			if mentorship.KindOf(err) != mentorship.FaultUnknown {
				t.Fatal(err)
			}
			w.Resume = true
			if _, err := c.Do(t.Context(), repo.Tenant, w); err != nil {
				t.Fatal(err)
			}
			messages, kinds := told(t, server)
			slices.Sort(messages)
			if len(messages) != 70 || len(slices.Compact(messages)) != 70 || len(kinds) != 2 {
				t.Errorf("%d notes in %v", len(messages), kinds)
			}
		})
	}
}

func TestTeamOfStandIn(t *testing.T) {
	_, c, repo := sim(t, "")
	people, err := c.TeamMembers(t.Context(), repo, "ACME", "mentors")
	if err != nil || len(people) != 3 || people[0].Login != "ada" {
		t.Errorf("%v, %v", people, err)
	}
	for _, team := range [][2]string{{"acme", "nobody"}, {"elsewhere", "mentors"}, {"acme", "../../users"}} {
		if _, err := c.TeamMembers(t.Context(), repo, team[0], team[1]); mentorship.KindOf(err) != mentorship.FaultNotFound {
			t.Errorf("%v: %v", team, err)
		}
	}
}
