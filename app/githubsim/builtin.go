package githubsim

import (
	"math/rand/v2"
	"slices"
	"time"
)

// builtinRules is the rules file of the built-in repositories.
const builtinRules = `version: 1
program:
  coordinators: [coral]
timers:
  quiet: 0s
mentors:
  - login: ada
    paths: ["store/**"]
    capacity: 4
    max_new_per_week: 5
  - login: grace
    paths: ["web/**"]
    capacity: 4
    max_new_per_week: 5
  - login: lin
    paths: ["docs/**"]
    capacity: 4
    max_new_per_week: 5
`

// area is one part of a built-in repository and the person who knows it.
type area struct {
	expert string
	files  []string
}

// BuiltinWorld returns the world used when none is given: organisation acme
// with two repositories, three consented mentors and a year of merged pull
// requests before now. It is the same for the same now.
func BuiltinWorld(now time.Time) World {
	return World{
		App: WorldApp{ID: 1, Slug: "firstmate"},
		Orgs: []WorldOrg{{
			Login: "acme", ID: 501,
			Members: []WorldMember{{"ada", "member"}, {"grace", "member"}, {"lin", "member"}, {"coral", "member"}},
			Teams:   []WorldTeam{{Slug: "mentors", Members: []string{"ada", "grace", "lin"}}},
		}},
		Users: []WorldUser{
			{Login: "ada", ID: 601}, {Login: "grace", ID: 602}, {Login: "lin", ID: 603}, {Login: "coral", ID: 604},
		},
		Installations: []WorldInstallation{{ID: 1, Owner: "acme"}},
		Repos: []WorldRepo{
			builtinRepo("acme/widgets", 701, 260, now),
			builtinRepo("acme/gears", 702, 220, now),
		},
	}
}

func builtinRepo(name string, id int64, merges int, now time.Time) WorldRepo {
	return WorldRepo{
		Name: name, ID: id,
		Permissions: map[string]string{"ada": "write", "grace": "write", "lin": "write", "coral": "write"},
		Files: map[string]string{
			"README.md": "# " + name + "\n", rulesPath: builtinRules, "CONTRIBUTING.md": "Send a pull request.\n",
		},
		Consents: []string{"ada", "grace", "lin"},
		History:  History{Merged: builtinHistory(merges, id, now)},
	}
}

func builtinAreas() []area {
	mk := func(dir, ext string, names ...string) []string {
		var out []string
		for _, n := range names {
			out = append(out, dir+"/"+n+ext)
		}
		return out
	}
	return []area{
		{"ada", mk("store", ".go", "open", "index", "cache/lru", "cache/evict", "wal/append", "wal/replay", "compact", "snapshot")},
		{"grace", mk("web", ".ts", "router", "session", "form/field", "form/check", "table", "theme", "api/client", "api/retry")},
		{"lin", mk("docs", ".md", "install", "guide/first-steps", "guide/upgrade", "reference/api", "reference/flags", "faq")},
	}
}

// builtinHistory spreads merged pull requests over the year before now. In
// each area its expert wrote or reviewed most of them.
func builtinHistory(n int, seed int64, now time.Time) []Merged {
	rng := rand.New(rand.NewPCG(uint64(seed), 7))
	areas := builtinAreas()
	others := []string{"kofi", "mira", "tomas", "yuki", "noor", "pavel", "wren", "imani"}
	pick := func(from []string) string { return from[rng.IntN(len(from))] }
	var out []Merged
	for i := range n {
		a := areas[rng.IntN(len(areas))]
		ago := time.Duration(n-i)*363*24*time.Hour/time.Duration(n) + 36*time.Hour
		m := Merged{Author: pick(others), Reviewers: []string{a.expert}, MergedAt: now.Add(-ago).Truncate(time.Second)}
		switch rng.IntN(10) {
		case 0, 1, 2, 3:
			m.Author, m.Reviewers = a.expert, []string{pick(others)}
		case 4:
			if second := areas[rng.IntN(len(areas))].expert; second != a.expert {
				m.Reviewers = append(m.Reviewers, second)
			}
		}
		for range 1 + rng.IntN(3) {
			if f := pick(a.files); !slices.Contains(m.Files, f) {
				m.Files = append(m.Files, f)
			}
		}
		out = append(out, m)
	}
	return out
}
