package guide

import (
	"fmt"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// CheckName is what our check run on house rules is called.
const CheckName = "firstmate house rules"

// HouseReport is what is to be told about the house rules at a commit.
type HouseReport struct {
	SHA      string
	Number   int  // the pull request that proposes them, 0: they stand on the default branch
	Gone     bool // there is no such file
	Mistakes int  // errors among the notes
	Notes    []mentorship.Note
	Entries  []HouseEntry
	Removed  []string // logins no longer listed
	Places   int      // newcomers at once, in sum of those who agreed
	Patterns []string // paths anybody listed
	Covered  []string // those of them at least two mentors cover
	AskedOf  int      // the newest newcomers looked at
	Preview  bool
	// MinMerged is how many merged pull requests of their own here mentors are asked to have.
	MinMerged int
}

// HouseEntry is what an entry means for one person.
type HouseEntry struct {
	Login  string
	Team   string // "org/team" through which they are listed
	Stand  EntryStand
	Added  bool
	Short  bool // has fewer merged pull requests here than the house asks for
	Raised bool // a part asks more of them than they agreed to, and waits
	Asked  int  // for how many of the newest newcomers they would have been asked
}

// EntryStand says whether an entry acts.
type EntryStand string

// The stands of an entry.
const (
	EntryActs      EntryStand = "agreed"
	EntryWaits     EntryStand = "not agreed yet"
	EntryOut       EntryStand = "opted out"
	EntryUnknown   EntryStand = "no such account"
	EntryUnchecked EntryStand = "not looked up"
)

// maxSummary is what GitHub takes for a summary, with room to spare.
const maxSummary = 60000

// HouseCheck puts a report into the words of a check run. It mentions nobody:
// no text of it holds an @.
func HouseCheck(r HouseReport) mentorship.CheckRun {
	out := mentorship.CheckRun{Name: CheckName, SHA: r.SHA, Number: r.Number}
	for _, n := range r.Notes {
		n.Message = unmentioned(plain(n.Message, maxMessage))
		out.Notes = append(out.Notes, n)
	}
	out.Title, out.Conclusion = r.verdict()
	out.Summary = unmentioned(r.summary())
	if len(out.Summary) > maxSummary {
		out.Summary = strings.ToValidUTF8(out.Summary[:maxSummary], "") + "\n\n…"
	}
	return out
}

const maxMessage = 1000

// unmentioned is a text without any @.
func unmentioned(s string) string { return strings.ReplaceAll(s, "@", atSign) }

// verdict is the title and GitHub's word: mistakes alone are a failure; what
// waits for somebody's yes is neutral; remarks stand beside a success.
func (r HouseReport) verdict() (title, conclusion string) {
	waiting := len(r.logins(func(e HouseEntry) bool { return e.Stand == EntryWaits || e.Raised }))
	switch {
	case r.Mistakes > 0:
		return count(r.Mistakes, "mistake", "mistakes"), "failure"
	case r.Gone:
		return "There is no file", "neutral"
	case waiting > 0:
		return "Good; " + count(waiting, "person has", "people have") + " not agreed yet", "neutral"
	case len(r.Notes) > 0:
		return "Good, with " + count(len(r.Notes), "remark", "remarks"), "success"
	}
	return "Good", "success"
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// logins are those of the entries that fit.
func (r HouseReport) logins(fits func(HouseEntry) bool) []string {
	var out []string
	for _, e := range r.Entries {
		if fits(e) {
			out = append(out, e.Login)
		}
	}
	return out
}

// names lists names in code style, not all of a long list.
func names(list []string) string {
	const most = 50
	var out []string
	for i, n := range list {
		if i == most {
			return strings.Join(out, ", ") + fmt.Sprintf(" and %d more", len(list)-most)
		}
		out = append(out, code(n))
	}
	return strings.Join(out, ", ")
}

func (r HouseReport) summary() string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n\n", args...) }
	switch {
	case r.Mistakes > 0 && r.Number != 0:
		say("The mistakes are marked where they stand. Merged like this, the file would change nothing: the last good version stays in force.")
		return b.String()
	case r.Mistakes > 0:
		say("The mistakes are marked where they stand. Until they are mended, the last good version stays in force.")
		return b.String()
	case r.Gone:
		say("Without the file firstmate begins nothing new here, unless the owner's own file lists mentors for all repositories. What runs goes on.")
		return b.String()
	}
	r.people(say)
	if r.Preview {
		say("**Preview:** decisions are made and kept, and nothing is written on GitHub but this check.")
	}
	r.reach(say)
	return strings.TrimSpace(b.String())
}

// people says who is added, who is gone, and whose yes is missing.
func (r HouseReport) people(say func(string, ...any)) {
	for _, part := range []struct {
		title string
		list  []string
		more  string
	}{
		{"Added", r.logins(func(e HouseEntry) bool { return e.Added }), ""},
		{"No longer listed", r.Removed, ""},
		{"Not agreed yet", r.logins(func(e HouseEntry) bool { return e.Stand == EntryWaits }), r.howToAgree()},
		{"Asked for more than they agreed to", r.logins(func(e HouseEntry) bool { return e.Raised }),
			" What they agreed to stays in force until they agree to the rest in the same way."},
		{"Not asked yet", r.logins(func(e HouseEntry) bool { return e.Short && e.Stand != EntryOut }),
			fmt.Sprintf(" `program.min_merged` waits for %s of theirs here first; it begins by itself then, and nobody need do anything.",
				count(r.MinMerged, "merged pull request", "merged pull requests"))},
		{"Opted out by their own word", r.logins(func(e HouseEntry) bool { return e.Stand == EntryOut }), " Nobody need ask them."},
		{"No such account", r.logins(func(e HouseEntry) bool { return e.Stand == EntryUnknown }), ""},
		{"Not looked up, as there are so many new names", r.logins(func(e HouseEntry) bool { return e.Stand == EntryUnchecked }), ""},
	} {
		if len(part.list) > 0 {
			say("**%s:** %s.%s", part.title, names(part.list), part.more)
		}
	}
}

func (r HouseReport) howToAgree() string {
	how := " firstmate mentions nobody who has not agreed, so please ask them yourself. They agree by "
	if r.Number != 0 {
		how += "approving this pull request, or by "
	}
	return how + "writing `/mentor opt-in` in any issue or pull request of this account."
}

// reach says what the listed mentors cover.
func (r HouseReport) reach(say func(string, ...any)) {
	agreed := r.logins(func(e HouseEntry) bool { return e.Stand == EntryActs })
	say("**Places:** %s at once, in sum of %s who agreed.", count(r.Places, "newcomer", "newcomers"), count(len(agreed), "mentor", "mentors"))
	if len(r.Patterns) > 0 {
		covered := ""
		if len(r.Covered) > 0 {
			covered = ": " + names(r.Covered)
		}
		say("**Paths:** %d of %d have at least two mentors%s.", len(r.Covered), len(r.Patterns), covered)
	}
	if r.AskedOf == 0 {
		return
	}
	var list []string
	for _, e := range r.Entries {
		if e.Stand == EntryActs || e.Stand == EntryWaits {
			list = append(list, fmt.Sprintf("%s %d", code(e.Login), e.Asked))
		}
	}
	say("**Of the last %s**, each would have been asked first for this many, places aside: %s.",
		count(r.AskedOf, "newcomer", "newcomers"), strings.Join(list, ", "))
}
