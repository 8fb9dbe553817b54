package view_test

import (
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/board"
	"github.com/firstmate-app/firstmate/app/board/view"
	"github.com/firstmate-app/firstmate/app/chronicle"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/numbers"
	"github.com/firstmate-app/firstmate/app/stats"
)

var (
	now   = stats.At(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))
	house = mentorship.Window{Repo: mentorship.Repo{Tenant: 1, ID: 1, Owner: "harbour", Name: ".github"}}
	repos = []mentorship.Repo{{ID: 70, Owner: "harbour", Name: "lighthouse"}, {ID: 71, Owner: "harbour", Name: "Buoys"}, {ID: 1, Owner: "harbour", Name: ".github"}}
)

// office answers with a town of people made up by chance.
type office struct {
	table    stats.Table
	pool     stats.Pool
	asked    int
	answered stats.Number // within 48 hours
	err      error
}

func (o *office) Repos(context.Context, int64) ([]mentorship.Repo, error) { return repos, nil }

func (o *office) Board(_ context.Context, a numbers.Ask) (numbers.Answer, error) {
	o.asked++
	out := numbers.Answer{At: now.Time(), People: o.table.Len(), Plain: numbers.Plain{Waiting: 3, Matched: 40, Of: 60, Answered: o.answered, Free: 2, Mentors: 9}}
	published, err := stats.Publish(&o.table, o.pool, now, a.K, nil)
	if err != nil {
		return out, err
	}
	w := stats.Windows(now)[0]
	for _, x := range stats.Windows(now) {
		if x.Name == a.Window {
			w = x
		}
	}
	if a.Span != (stats.Window{}) {
		w = a.Span
	}
	out.Query.Window = w
	out.Figures, err = stats.Board(&o.table, o.pool, stats.Query{Window: w, Repo: a.Repo, Now: now, K: a.K, Absent: map[stats.Source]string{stats.SourceForms: "0.2"}}, published)
	if out.People > 0 {
		out.Seen = []chronicle.Seen{{Week: stats.WeekOf(now), Repo: 70, Reason: "bot", People: 2}}
	}
	return out, errors.Join(err, o.err)
}

// town is n newcomers of the last two years, and thirty mentors.
func town(n int) *office {
	o := &office{}
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a made-up town
	for i := range n {
		o.table.Put(person(r, i))
	}
	for i := range 30 {
		m := stats.Mentor{ID: fmt.Sprintf("%016x", 1<<20+i), Since: 1, Capacity: 2, Active: i % 3, Areas: []string{"store/", "docs/"}[i%2 : i%2+1], Languages: []string{"en", "es"}[:1+i%2], Band: stats.Band(i % 4), FirstYear: 2026 - i%12}
		for k := range 40 {
			m.Load = append(m.Load, stats.Load{Week: stats.WeekOf(now) - stats.Moment(40-k)*7*stats.Day, MenteeDays: r.IntN(12), Capacity: 2, Signs: stats.Sign(i % 5 / 4)})
		}
		o.pool.Mentors = append(o.pool.Mentors, m)
	}
	for k := range 40 {
		o.pool.Weeks = append(o.pool.Weeks, stats.Week{Week: stats.WeekOf(now) - stats.Moment(k)*7*stats.Day, Intention: 5})
	}
	o.pool.Covers = []stats.Cover{{Name: "=store/", Need: 20, Free: 3}, {Name: "docs/", Need: 5, Free: 1}}
	o.pool.Marks = []stats.Mark{{At: now - 100*stats.Day, Kind: stats.MarkRollout, Value: 50}, {At: now - 90*stats.Day, Kind: stats.MarkSurge}}
	return o
}

func person(r *rand.Rand, i int) stats.Row {
	p := stats.Row{ID: fmt.Sprintf("%016x", i), Repo: 70 + int64(i%2), T0: now - stats.Moment(r.IntN(700))*stats.Day, Size: stats.Size(1 + i%3)}
	after := func(days int) stats.Moment { return min(p.T0+stats.Moment(r.IntN(days*24))*3600, now) }
	if i%9 == 0 {
		p.Skipped, p.Arm = "held_out", stats.ArmHeldOut
		return p
	}
	p.Arm = stats.ArmGreeted
	p.Greeted, p.Answered = after(1), after(6)
	p.Mentioned = p.Greeted
	switch i % 5 {
	case 0:
		p.Declined = after(4)
	case 1:
		p.Queued, p.Mentioned = p.Greeted, 0
	default:
		p.Accepted = max(p.Greeted, after(4))
		p.Pairings = []stats.Pairing{{From: p.Accepted}}
		p.Closed = after(40)
		if i%4 != 0 {
			p.Merged = p.Closed
			p.Second, p.SecondMerged = p.Merged+10*stats.Day, p.Merged+30*stats.Day
		}
		for k := range stats.StageCount {
			p.Stages[k] = p.Accepted + stats.Moment(int(k)*r.IntN(12))*stats.Day
		}
		p.Questions = []stats.Question{{Asked: p.Accepted, Answered: p.Accepted + stats.Moment(r.IntN(90))*3600}}
		p.Pulses = []stats.Pulse{{Asked: p.Accepted + 14*stats.Day, Value: stats.PulseSay(r.IntN(4))}, {Asked: p.Accepted + 14*stats.Day, Mentor: true, Value: stats.PulseSay(r.IntN(4))}}
		p.Sessions = []stats.Session{{Held: p.Accepted + 3*stats.Day, Barriers: stats.Barriers()[i%5 : i%5+1]}}
		if i%3 == 0 {
			p.Graduated = p.Accepted + 90*stats.Day
		}
		if i%7 == 0 {
			p.Pairings[0].To, p.Pairings[0].Swapped = p.Accepted+5*stats.Day, true
		}
	}
	for d := range r.IntN(20) {
		p.Active = p.Active.Add(d * r.IntN(20))
	}
	return p
}

func views(t *testing.T, o *office) *view.Views {
	t.Helper()
	v, err := view.New(o, o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func figures(v board.View) map[string]board.Figure {
	out := map[string]board.Figure{}
	for _, s := range v.Sections {
		for _, f := range s.Figures {
			out[f.ID] = f
		}
	}
	return out
}

func TestEveryFigureHasItsPlaceAndItsWords(t *testing.T) {
	got, err := views(t, town(900)).View(t.Context(), house, "en", nil)
	if err != nil {
		t.Fatal(err)
	}
	all := figures(got)
	for _, e := range stats.Catalogue() {
		f, ok := all[e.Key]
		if !ok {
			t.Errorf("%s is on no board", e.Key)
			continue
		}
		if f.Title != e.Name || f.Good != e.Use || f.Definition != e.Means {
			t.Errorf("%s: %q, %q", e.Key, f.Title, f.Good)
		}
		if e.Source != stats.SourceForms && f.Later == "" && f.Hidden == "" && (f.Data == nil || len(f.Downloads) == 0) {
			t.Errorf("%s has no numbers", e.Key)
		}
		if e.Source == stats.SourceForms && f.Later != "Not collected yet: collected from version 0.2 on." {
			t.Errorf("%s: %q", e.Key, f.Later)
		}
		noNames(t, f)
	}
}

// noNames finds words that are still names of words.
func noNames(t *testing.T, f board.Figure) {
	t.Helper()
	texts := []string{f.Title, f.Good, f.Unit, f.Later, f.Hidden, f.Caveat, f.Mark, f.Window}
	if f.Data != nil {
		for _, row := range f.Data.Rows {
			texts = append(texts, row[0].Text, row[1].Text)
		}
	}
	for _, text := range texts {
		if strings.Contains(text, "_") || strings.Contains(text, "{") || strings.Contains(text, "stats.") {
			t.Errorf("%s says %q", f.ID, text)
		}
	}
}

func TestEveryPictureIsSound(t *testing.T) {
	v := views(t, town(900))
	got, err := v.View(t.Context(), house, "en", nil)
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	for id, f := range figures(got) {
		if f.Plot == nil {
			continue
		}
		drawn++
		for _, at := range []string{f.Plot.Light, f.Plot.Dark, f.Plot.NarrowLight, f.Plot.NarrowDark} {
			u, err := url.Parse(at)
			if err != nil || !strings.HasPrefix(u.Path, "/board/harbour/figures/") {
				t.Fatalf("%s lies at %q, %v", id, at, err)
			}
			file, err := v.File(t.Context(), house, "en", strings.TrimPrefix(u.Path, "/board/harbour/figures/"), u.Query())
			if err != nil || file.Type != "image/svg+xml" || file.Save {
				t.Fatalf("%s: %v, %+v", at, err, file.Type)
			}
			if err := wellFormed(file.Body); err != nil {
				t.Errorf("%s: %v", at, err)
			}
			if strings.Contains(string(file.Body), "NaN") || strings.Contains(string(file.Body), "No data") {
				t.Errorf("%s shows nothing", at)
			}
		}
	}
	if drawn < 25 {
		t.Errorf("%d figures are drawn", drawn)
	}
}

func wellFormed(body []byte) error {
	d := xml.NewDecoder(strings.NewReader(string(body)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestFilesToTakeAway(t *testing.T) {
	v := views(t, town(900))
	for _, e := range stats.Catalogue() {
		file, err := v.File(t.Context(), house, "en", e.Key+".csv", nil)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(strings.NewReader(string(file.Body))).ReadAll()
		if err != nil || len(lines) == 0 || !file.Save || file.Name != "harbour-"+e.Key+".csv" {
			t.Errorf("%s: %v, %+v", e.Key, err, file.Name)
		}
		for _, line := range lines[1:] {
			for _, cell := range line[1:3] {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
					t.Errorf("%s: a spreadsheet takes %q for a formula", e.Key, cell)
				}
			}
		}
	}
	if file, err := v.File(t.Context(), house, "en", "coverage.csv", nil); err != nil || !strings.Contains(string(file.Body), "'=store/") {
		t.Errorf("coverage: %v\n%s", err, file.Body)
	}
	if file, err := v.File(t.Context(), house, "en", "retention.png", nil); err != nil || file.Type != "image/png" || len(file.Body) < 1000 {
		t.Errorf("png: %v", err)
	}
	for _, name := range []string{"", "x.csv", "retention", "retention.exe", "../me.csv", "forms.svg"} {
		if _, err := v.File(t.Context(), house, "en", name, nil); !errors.Is(err, board.ErrChoice) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// Case 77: no name of a directory is a formula to a spreadsheet, and each stays
// one cell of its line.
func TestNoFormulas(t *testing.T) {
	o := town(50)
	hostile := []string{
		"=1+1", "+1", "-1", "@SUM(1)", "|calc", "%0a", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1", "＋1", "－1", "＠1", "a\"b", "a,b\nc", "'=1", "plain/",
	}
	for _, name := range hostile {
		o.pool.Covers = append(o.pool.Covers, stats.Cover{Name: name, Need: 9, Free: 1})
	}
	file, err := views(t, o).File(t.Context(), house, "en", "coverage.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(string(file.Body))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, line := range lines[1:] {
		for _, cell := range line[1:4] {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@|%\t\r\n\x00") || strings.ContainsAny(cell, "＝＋－＠") && cell[0] != '\'' {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
		found[strings.TrimPrefix(line[2], "'")] = true
	}
	for _, name := range hostile {
		if name = strings.TrimPrefix(name, "'"); !found[name] && !found[strings.ReplaceAll(name, "\r", "\n")] { // a reader of CSV takes \r\n for \n
			t.Errorf("%q is not whole in\n%s", name, file.Body)
		}
	}
}

func TestChoices(t *testing.T) {
	o := town(50)
	v := views(t, o)
	for query, ok := range map[string]bool{
		"": true, "window=month": true, "repo=buoys": true, "repo=BUOYS&window=week": true,
		"window=tomorrow": false, "repo=.github": false, "repo=secret": false, "repo=harbour/buoys": false,
		"window=month&window=week": false, "repo=buoys&repo=buoys": false, "window=month%00": false, "repo=%2e%2e": false,
		"limit=1000000000&cursor=%ff&sort=login": true, // nothing is asked for by these names
	} {
		q, _ := url.ParseQuery(query)
		got, err := v.View(t.Context(), house, "en", q)
		if (err == nil) != ok || !ok && !errors.Is(err, board.ErrChoice) {
			t.Errorf("%q: %v", query, err)
		}
		if query == "repo=buoys" && (len(got.Choices) != 2 || !strings.Contains(figures(got)["reached"].Plot.Light, "repo=Buoys")) {
			t.Errorf("the choice is lost: %+v", figures(got)["reached"].Plot)
		}
		if ok && len(got.Choices[1].Options) != 3 { // all, and the two people work in
			t.Errorf("%q offers %+v", query, got.Choices[1].Options)
		}
	}
}

func TestNobodyYet(t *testing.T) {
	got, err := views(t, &office{}).View(t.Context(), house, "en", nil)
	if err != nil || !got.Empty() {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFewPeopleAreSaidKindlyAndNeverAsZero(t *testing.T) {
	for _, n := range []int{1, 4} {
		got, err := views(t, town(n)).View(t.Context(), house, "en", nil)
		if err != nil {
			t.Fatal(err)
		}
		for id, f := range figures(got) {
			if id == "declined" && f.Value != "" {
				t.Errorf("%d people: %s shows %s", n, id, f.Value)
			}
			noNames(t, f)
		}
	}
}

func TestAPageAndItsPicturesAskOnce(t *testing.T) {
	o := town(50)
	v := views(t, o)
	for range 5 {
		if _, err := v.View(t.Context(), house, "en", nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.File(t.Context(), house, "es", "reached.svg", nil); err != nil || o.asked != 1 {
		t.Errorf("asked %d times, %v", o.asked, err)
	}
	o.err = errors.New("no memory")
	other := house
	other.Repo.Tenant = 2
	if _, err := v.View(t.Context(), other, "en", nil); err == nil {
		t.Error("an error is lost")
	}
	o.err = nil
	if _, err := v.View(t.Context(), other, "en", nil); err != nil {
		t.Errorf("an error is kept: %v", err)
	}
}
