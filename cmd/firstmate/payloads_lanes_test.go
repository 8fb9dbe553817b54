package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// lane is a thread of the stand-in that payloads are led onto: a newcomer's
// pull request and what belongs to it.
type lane struct {
	login  string
	id     int64 // of the newcomer
	files  string
	number int // of the pull request
	sha    string
	// comment is one that stands there; issue the tracking issue, 0 if there is none.
	comment int64
	issue   int
	now     time.Time
}

// payloadLanes are the newcomers of this test. None touches store/, so that
// ada has room for the main job at the end.
func payloadLanes() map[string]*lane {
	return map[string]*lane{
		"first-timer":  {login: "omar", id: 801, files: "docs/faq.md"},
		"fork":         {login: "kim", id: 802, files: "docs/install.md"},
		"deleted fork": {login: "zoe", id: 803, files: "web/table.ts"},
		"bot":          {login: "rover[bot]", id: 804, files: "docs/faq.md"},
		"variants":     {login: "uma", id: 805, files: "web/theme.ts"},
		"merged":       {login: "ines", id: 806, files: "docs/guide/upgrade.md"},
		"refused":      {login: "iris", id: 807, files: "web/router.ts"},
	}
}

// payloadWorld is the built-in world with the lanes' people in it.
func payloadWorld(lanes map[string]*lane) *githubsim.World {
	w := githubsim.BuiltinWorld(time.Now())
	for _, name := range slices.Sorted(maps.Keys(lanes)) {
		l := lanes[name]
		w.Users = append(w.Users, githubsim.WorldUser{Login: l.login, ID: l.id, Type: l.kind()})
	}
	return &w
}

func (l *lane) kind() string {
	if strings.HasSuffix(l.login, "[bot]") {
		return "Bot"
	}
	return "User"
}

func (l *lane) person() tree { return account(l.login, l.id, l.kind()) }

func account(login string, id int64, kind string) tree {
	return tree{"login": login, "id": id, "type": kind, "node_id": "n", "site_admin": false}
}

// widgets is what the payloads are made to say of their repository; the rest
// stays as recorded.
func widgets() tree {
	return tree{
		"id": 701, "name": "widgets", "full_name": "acme/widgets", "default_branch": "main",
		"owner": account("acme", 501, "Organization"), "fork": false, "private": false,
	}
}

// placed leads a payload into the built-in world and leaves the rest as it
// was recorded. Events of the App itself touch acme/gears only.
func placed(e example) tree {
	p := copied(e.payload)
	if repo := sub(p, "repository"); repo != nil {
		if ref, branch := p["ref"], fmt.Sprint("refs/heads/", repo["default_branch"]); ref == branch {
			p["ref"] = "refs/heads/main"
		}
		maps.Copy(repo, widgets())
	}
	if base := sub(p, "pull_request", "base", "repo"); base != nil {
		maps.Copy(base, widgets())
	}
	if sub(p, "installation") == nil {
		p["installation"] = tree{"node_id": "n"}
	}
	sub(p, "installation")["id"] = 1
	if old := sub(p, "installation", "account"); old != nil {
		maps.Copy(old, account("acme", 501, "Organization"))
	}
	for _, list := range []string{"repositories", "repositories_added", "repositories_removed"} {
		repos, _ := p[list].([]any)
		for _, r := range repos {
			maps.Copy(r.(tree), tree{"id": 702, "name": "gears", "full_name": "acme/gears"})
		}
	}
	return p
}

// onto is placed, with thread, people, times and commits those of the lane.
func (l *lane) onto(e example) tree {
	p := placed(e)
	p["sender"] = l.person()
	if pr := sub(p, "pull_request"); pr != nil {
		l.thread(pr, l.number)
		set(sub(pr, "head"), tree{"sha": l.sha})
		set(p, tree{"number": l.number})
	}
	if issue := sub(p, "issue"); issue != nil {
		l.issueOnto(e, issue)
	}
	if c := sub(p, "comment"); c != nil && e.event != "commit_comment" {
		set(c, tree{"user": l.person(), "id": l.comment, "created_at": l.stamp(), "updated_at": l.stamp(), "body": "/mentor sing"})
	}
	if r := sub(p, "review"); r != nil {
		set(r, tree{"user": account("lin", 603, "User"), "submitted_at": l.stamp()})
	}
	for _, name := range []string{"check_run", "check_suite"} {
		set(sub(p, name), tree{"head_sha": l.sha})
	}
	return p
}

// issueOnto leads comments to the pull request and everything else to the
// tracking issue.
func (l *lane) issueOnto(e example, issue tree) {
	if e.event == "issue_comment" {
		l.thread(issue, l.number)
		issue["pull_request"] = tree{"url": "https://api.github.com/repos/acme/widgets/pulls/1"}
		return
	}
	l.thread(issue, cmp.Or(l.issue, 90_000))
	delete(issue, "pull_request")
	issue["body"] = "- [x] P3 read the guide"
}

func (l *lane) thread(t tree, number int) {
	set(t, tree{
		"number": number, "user": l.person(), "author_association": "FIRST_TIME_CONTRIBUTOR",
		"created_at": l.stamp(), "updated_at": l.stamp(), "closed_at": l.stamp(), "merged_at": l.stamp(),
	})
}

func (l *lane) stamp() string { return l.now.UTC().Format(time.RFC3339) }

// set gives fields that have a value another one: what is null or absent stays so.
func set(t tree, values tree) {
	for name, v := range values {
		if t[name] != nil {
			t[name] = v
		}
	}
}

// kind changes a payload into one of a kind the recorded ones lack.
type kind struct {
	lane   string
	change func(l *lane, n int, p, thread tree)
}

func kinds() map[string]kind {
	return map[string]kind{
		"first-timer": {"first-timer", func(_ *lane, n int, _, thread tree) {
			thread["author_association"] = []string{"FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR", "NONE"}[n%3]
		}},
		"fork": {"fork", func(l *lane, _ int, _, thread tree) {
			if repo := sub(thread, "head", "repo"); repo != nil {
				maps.Copy(repo, tree{"id": 9000 + l.id, "fork": true, "full_name": l.login + "/widgets", "owner": l.person()})
			}
		}},
		"deleted fork": {"deleted fork", func(_ *lane, _ int, _, thread tree) {
			if head := sub(thread, "head"); head != nil {
				maps.Copy(head, tree{"repo": nil, "user": nil, "label": "unknown repository"})
			}
		}},
		"bot": {"bot", func(*lane, int, tree, tree) {}},
		"ghost": {"variants", func(_ *lane, _ int, p, thread tree) {
			p["sender"], thread["user"] = nil, nil
			for _, name := range []string{"comment", "review"} {
				if t := sub(p, name); t != nil {
					t["user"] = nil
				}
			}
		}},
		"merged": {"merged", func(l *lane, _ int, _, thread tree) {
			thread["state"], thread["closed_at"] = "closed", l.stamp()
			if _, pull := thread["head"]; pull {
				maps.Copy(thread, tree{"merged": true, "merged_at": l.stamp(), "merged_by": account("lin", 603, "User")})
			}
		}},
	}
}

// delivery is a payload ready to be sent.
type delivery struct{ id, event, body string }

// aboutApp says whether the delivery switches the App off or on.
func (d delivery) aboutApp() bool { return strings.HasPrefix(d.event, "installation") }

func posted(id, event string, p tree) delivery {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return delivery{strings.NewReplacer(" ", "-", ".", "-", "_", "-").Replace(id), event, string(body)}
}

// plainOnes are the recorded payloads, in the built-in world. Those about the
// App itself come on their own, since they switch it off and on.
func plainOnes(all []example) (plain, ours []delivery) {
	for n, e := range all {
		d := posted(fmt.Sprintf("plain-%d", n), e.event, placed(e))
		if d.aboutApp() {
			ours = append(ours, d)
			continue
		}
		plain = append(plain, d)
	}
	return plain, ours
}

// kindsOf are the payloads about pull requests and issues, as the kind. All
// kinds but the merged one are of open pull requests.
func kindsOf(name string, k kind, l *lane, all []example) []delivery {
	var out []delivery
	for n, e := range all {
		p := l.onto(e)
		thread := sub(p, "pull_request")
		if thread == nil {
			thread = sub(p, "issue")
		}
		if thread == nil || e.action() == "closed" && name != "merged" {
			continue
		}
		set(thread, tree{"state": "open", "merged": false, "closed_at": nil, "merged_at": nil, "locked": false, "draft": false})
		k.change(l, n, p, thread)
		out = append(out, posted(fmt.Sprintf("%s-%d", name, n), e.event, p))
	}
	return out
}

// variantDepth is how many levels of objects are varied: of a pull request's
// payload the fields of repositories and people in its branches are the last.
const variantDepth = 4

// variantsOf makes each field null or absent, one at a time, where the
// schema of the event lets it be so. Unless every is set, a field of an event
// and action is varied once, in the first example that has it.
func variantsOf(lane func(event string) *lane, all []example, described schemas, every bool) []delivery {
	var out []delivery
	seen := map[string]bool{}
	for n, e := range all {
		s := described.of(e)
		if s == nil {
			continue
		}
		for i, c := range described.changes(s, e.payload, "", variantDepth) {
			key := fmt.Sprint(e.event, ".", e.action(), " ", c)
			if seen[key] && !every {
				continue
			}
			if p := lane(e.event).onto(e); c.in(p) {
				seen[key] = true
				out = append(out, posted(fmt.Sprintf("variant-%d-%d", n, i), e.event, p))
			}
		}
	}
	return out
}
