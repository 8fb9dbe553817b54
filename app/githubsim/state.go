package githubsim

import (
	"strings"
	"time"
)

// obj is one JSON object on its way out.
type obj = map[string]any

// Account kinds as GitHub spells them.
const (
	kindUser = "User"
	kindBot  = "Bot"
	kindOrg  = "Organization"
)

type user struct {
	id      int64
	login   string
	kind    string
	gone    bool
	created time.Time
}

type org struct {
	acct    *user
	members map[int64]string // role: admin or member
	teams   []*team
}

type team struct {
	id      int64
	slug    string
	members []int64
}

type installation struct {
	id               int64
	owner            *user
	all              bool
	repos            map[int64]bool // consulted unless all
	created, updated time.Time
	suspended        time.Time
	suspendedBy      *user
	gone             bool
}

type repo struct {
	id       int64
	owner    *user
	name     string
	private  bool
	archived bool
	noIssues bool
	parent   *repo // of a fork
	created  time.Time
	pushed   time.Time
	perms    map[int64]string
	labels   []*label
	threads  map[int]*issue // issues and pull requests by number
	last     int            // highest number given out
	open     int            // how many of them are open
	git      *history
	suites   []*checkSuite
}

type label struct {
	id          int64
	name        string
	color       string
	description string
	created     time.Time
}

// issue is an issue, or a pull request when pull is set.
type issue struct {
	id        int64
	repo      *repo
	number    int
	title     string
	text      revised
	user      *user
	viaApp    bool
	labels    []*label
	assignees []*user
	state     string // open or closed
	reason    string
	locked    bool
	fate      answer // what requests are answered once it is gone
	movedTo   *issue // where it was transferred
	closed    time.Time
	closedBy  *user
	created   time.Time
	updated   time.Time
	comments  []*comment
	reactions []*reaction
	pull      *pull
}

type pull struct {
	id       int64
	draft    bool
	headRef  string
	headRepo *repo // nil when the fork is gone
	headUser *user
	baseSHA  string
	commits  []*commit
	merged   time.Time
	mergedBy *user
	mergeSHA string
	reviews  []*review
}

type review struct {
	id        int64
	user      *user
	state     string // APPROVED, CHANGES_REQUESTED or COMMENTED
	body      string
	commit    string
	submitted time.Time
}

type comment struct {
	id        int64
	issue     *issue
	user      *user
	viaApp    bool
	text      revised
	created   time.Time
	updated   time.Time
	reactions []*reaction
}

type reaction struct {
	id      int64
	user    *user
	content string
	created time.Time
}

// revised is a text with its earlier wordings, kept for stale reads.
type revised struct {
	body *string
	past []revision
}

type revision struct {
	body  *string
	until time.Time
}

// set replaces the wording at a time.
func (r *revised) set(body *string, at time.Time) {
	r.past = append(r.past, revision{r.body, at})
	r.body = body
}

// at returns the wording that was true at a time; the zero time means now.
func (r *revised) at(t time.Time) *string {
	if t.IsZero() {
		return r.body
	}
	for _, p := range r.past {
		if p.until.After(t) {
			return p.body
		}
	}
	return r.body
}

func (r *revised) string() string {
	if r.body == nil {
		return ""
	}
	return *r.body
}

// state is everything the stand-in remembers about GitHub.
type state struct {
	clock    *clock
	app      appInfo
	bot      *user
	ghost    *user
	ci       *user
	webFlow  *user
	users    map[int64]*user
	byLogin  map[string]*user
	orgs     map[int64]*org
	installs []*installation
	repos    map[int64]*repo
	byName   map[string]*repo
	oldNames map[string]int64
	comments map[int64]*comment
	seq      map[string]int64
}

type appInfo struct {
	id      int64
	slug    string
	owner   *user
	created time.Time
	// what it may do and hears of, and where whoever installed it is sent
	perms    map[string]string
	events   []string
	setupURL string
}

func (st *state) now() time.Time { return st.clock.now() }

// next hands out an id of a kind, above 2^31 where GitHub's own are.
func (st *state) next(kind string) int64 {
	if _, ok := st.seq[kind]; !ok {
		st.seq[kind] = firstIDs()[kind]
	}
	st.seq[kind]++
	return st.seq[kind]
}

func firstIDs() map[string]int64 {
	return map[string]int64{
		"user": 1000, "repo": 50_000, "team": 9000, "installation": 100,
		"issue": 2_200_000_000, "pull": 1_700_000_000, "comment": 2_300_000_000,
		"review": 1_900_000_000, "label": 6_000_000_000, "reaction": 250_000_000,
		"run": 28_000_000_000, "suite": 27_000_000_000, "delivery": 180_000_000_000,
	}
}

func fold(s string) string { return strings.ToLower(s) }
