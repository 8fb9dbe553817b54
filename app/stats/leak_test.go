package stats

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// person is a kind of person in a small population, and what everybody can see
// of them on GitHub anyway.
type person struct {
	public string
	put    func(id string, t *Table, p *Pool)
}

// secret is a number that k protects: how many of the kinds there are.
type secret struct {
	name  string
	kinds []int
}

// view is a way to look at the board.
type view struct {
	window string
	repo   int64
}

// population is everything one month publishes, in these views and in the
// snapshot, as text.
func population(t *testing.T, kinds []person, counts []int, views []view) string {
	t.Helper()
	table, pool := &Table{}, Pool{}
	for kind, n := range counts {
		for i := range n {
			kinds[kind].put(fmt.Sprintf("%032x", kind*100+i), table, &pool)
		}
	}
	limits := Limits{K: 5, Sensitive: 5}
	published, err := Publish(table, pool, now, limits, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := tell(nil, published.Figures)
	for _, v := range views {
		windows := Windows(now)
		w := windows[slices.IndexFunc(windows, func(w Window) bool { return w.Name == v.window })]
		board, err := Board(table, pool, Query{Window: w, Repo: v.repo, Now: now, K: limits}, Snapshot{})
		if err != nil {
			t.Fatal(err)
		}
		all = tell(all, board)
	}
	return string(all)
}

// tell appends everything in figures that depends on people.
func tell(to []byte, figures []Figure) []byte {
	number := func(n Number) { to = append(append(to, n.String()...), ' ') }
	for _, f := range figures {
		to = append(to, f.Key...)
		to = strconv.AppendInt(to, int64(f.N), 10)
		to = strconv.AppendInt(to, int64(f.Young), 10)
		to = strconv.AppendBool(to, f.Suppressed)
		for _, n := range []Number{f.Value, f.Part, f.Whole} {
			number(n)
		}
		for _, s := range f.Series {
			to = append(to, s.Key...)
			for _, p := range s.Points {
				to = append(to, p.Name...)
				to = strconv.AppendInt(to, int64(p.At), 10)
				to = strconv.AppendFloat(to, p.X, 'g', -1, 64)
				for _, n := range []Number{p.Y, p.Low, p.High, p.N} {
					number(n)
				}
			}
		}
		to = append(to, '\n')
	}
	return to
}

// safe goes through all populations of up to most people. Those who put down
// every population that publishes the same must still find at least two
// numbers for each secret below k, unless what is public anyway leaves one.
func safe(t *testing.T, kinds []person, secrets []secret, most int, views ...view) {
	t.Helper()
	can := map[string][]map[int]bool{}    // published → secrets
	could := map[string][]map[int]bool{}  // public → secrets
	publics := map[string]string{}        // published → public
	populations, examples := 0, [][]int{} // in the order met
	outputs := []string{}
	note := func(m map[string][]map[int]bool, key string, counts []int) {
		if m[key] == nil {
			m[key] = make([]map[int]bool, len(secrets))
			for i := range m[key] {
				m[key][i] = map[int]bool{}
			}
		}
		for i, s := range secrets {
			m[key][i][value(s, counts)] = true
		}
	}
	for n := 0; n <= most; n++ {
		numbers(n, len(kinds), func(counts []int) {
			out, public := population(t, kinds, counts, views), publicOf(kinds, counts)
			note(can, out, counts)
			note(could, public, counts)
			publics[out] = public
			populations++
			examples, outputs = append(examples, append([]int{}, counts...)), append(outputs, out)
		})
	}
	bad := 0
	for i, counts := range examples {
		for j, s := range secrets {
			if v := value(s, counts); v < 5 && len(can[outputs[i]][j]) < 2 && len(could[publics[outputs[i]]][j]) > 1 && bad < 5 {
				bad++
				t.Errorf("of %v, %q is told to be %d", counts, s.name, v)
			}
		}
	}
	t.Logf("%d populations, %d different months", populations, len(can))
	if len(can) == populations || len(can) < most {
		t.Errorf("%d populations look like %d: the test sees too much or nothing", populations, len(can))
	}
}

func value(s secret, counts []int) (n int) {
	for _, k := range s.kinds {
		n += counts[k]
	}
	return n
}

func publicOf(kinds []person, counts []int) string {
	seen := map[string]int{}
	for i, n := range counts {
		seen[kinds[i].public] += n
	}
	text, _ := json.Marshal(seen) // sorted by key
	return string(text)
}

// newcomer is a kind of newcomer who came to that repository that long ago.
func newcomer(public string, repo int64, daysAgo Moment, change func(*Row)) person {
	return person{fmt.Sprintf("%s %d %d", public, repo, daysAgo), func(id string, t *Table, _ *Pool) {
		at := now - daysAgo*Day
		r := Row{ID: id, Repo: repo, T0: at, Greeted: at + hour, Mentioned: at + 2*hour, Answered: at + 3*hour}
		change(&r)
		t.Put(r)
	}}
}

func pairedAt(r *Row) {
	r.Accepted = r.T0 + 5*hour
	r.Pairings = []Pairing{{From: r.Accepted}}
}

// Declined, in two repositories, then in two lengths of time, with people who
// wait beside them.
func TestNobodyLearnsWhoDeclined(t *testing.T) {
	views := []view{{WindowYear, 0}, {WindowMonth, 0}}
	wait := func(*Row) {}
	queue := func(r *Row) { r.Queued, r.Mentioned = r.Greeted, 0 }
	no := func(r *Row) { r.Declined = r.T0 + 50*hour }
	queueAndNo := func(r *Row) { queue(r); no(r) }
	var kinds []person
	for _, repo := range []int64{1, 2} {
		kinds = append(kinds, newcomer("open", repo, 150, wait), newcomer("open", repo, 150, no), newcomer("paired", repo, 150, pairedAt))
	}
	safe(t, kinds, []secret{{"first", []int{1}}, {"second", []int{4}}, {"both", []int{1, 4}}}, 6, append(views, view{WindowYear, 1}, view{WindowYear, 2}, view{WindowQuarter, 2})...)
	safe(t, kinds[:3], []secret{{"declined", []int{1}}, {"not paired", []int{0, 1}}}, 14, views...)
	kinds = nil
	for _, ago := range []Moment{20, 150} {
		kinds = append(kinds, newcomer("open", 1, ago, wait), newcomer("open", 1, ago, no))
	}
	safe(t, kinds, []secret{{"newer", []int{1}}, {"older", []int{3}}, {"both", []int{1, 3}}}, 11, views...)
	kinds = []person{
		newcomer("queued", 1, 150, queue), newcomer("queued", 1, 150, queueAndNo), newcomer("open", 1, 150, wait),
		newcomer("open", 1, 150, no), newcomer("paired", 1, 150, pairedAt),
	}
	safe(t, kinds, []secret{{"queued", []int{1}}, {"open", []int{3}}, {"all", []int{1, 3}}}, 6, views...)
}

func TestNobodyLearnsAnAnswerToThePulse(t *testing.T) {
	var kinds []person
	for v := range PulseVery + 1 {
		kinds = append(kinds, newcomer("asked", 1, 150, func(r *Row) {
			pairedAt(r)
			r.Pulses = []Pulse{{Asked: r.T0 + 14*Day, Value: v}}
		}))
	}
	safe(t, kinds, []secret{{"silent", []int{0}}, {"no", []int{1}}, {"yes", []int{2}}, {"very", []int{3}}, {"helps", []int{2, 3}}}, 12, view{WindowYear, 0})
}

func TestNobodyLearnsWhoChangedMentors(t *testing.T) {
	var kinds []person
	for _, days := range []Moment{0, 5, 40} {
		kinds = append(kinds, newcomer("paired", 1, 150, func(r *Row) {
			pairedAt(r)
			if days > 0 {
				r.Pairings[0].To, r.Pairings[0].Swapped = r.Accepted+days*Day, true
			}
		}))
	}
	safe(t, kinds, []secret{{"early", []int{1}}, {"later", []int{2}}, {"all", []int{1, 2}}}, 16, view{WindowYear, 0})
}

func TestNobodyLearnsABarrier(t *testing.T) {
	var kinds []person
	for _, codes := range [][]string{nil, {"tone"}, {"setup"}, {"setup", "tone"}} {
		kinds = append(kinds, newcomer("met", 1, 150, func(r *Row) {
			pairedAt(r)
			r.Sessions = []Session{{Held: r.T0 + 20*Day, Barriers: codes}}
		}))
	}
	safe(t, kinds, []secret{{"tone", []int{1, 3}}, {"setup", []int{2, 3}}, {"neither", []int{0}}}, 10, view{WindowYear, 0})
}

func TestNobodyLearnsAMentorsLoadOrWear(t *testing.T) {
	var kinds []person
	for _, active := range []int{0, 1, 2} {
		for _, sign := range []Sign{0, SignFull} {
			kinds = append(kinds, person{"mentor", func(id string, _ *Table, p *Pool) {
				p.Mentors = append(p.Mentors, Mentor{ID: id, Since: 1, Capacity: 2, Active: active, Load: []Load{{Week: WeekOf(now - 60*Day), Signs: sign}}})
			}})
		}
	}
	safe(t, kinds, []secret{
		{"worn", []int{1, 3, 5}}, {"free", []int{0, 1}}, {"half", []int{2, 3}}, {"full", []int{4, 5}},
	}, 7, view{WindowYear, 0})
}

// Who has no part in what is published is in no output, nor is a hidden number 0.
func TestHiddenIsNotNothing(t *testing.T) {
	table, pool := village(300, 7)
	published, err := Publish(table, pool, now, Limits{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(published)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `{"hidden":10}`) {
		t.Error("nothing is hidden in a village")
	}
	for _, f := range published.Figures {
		if f.Repo != 0 || f.Window.To != MonthOf(now) || f.K < DefaultK {
			t.Errorf("%s is about %+v of %d, k %d", f.Key, f.Window, f.Repo, f.K)
		}
	}
}

// Whatever Gini is shown of five mentors, those who carry nothing may be more
// or fewer; that all carry something is what an even load is there to tell.
func TestNobodyLearnsALoadFromTheGini(t *testing.T) {
	idle := map[float64]map[int]bool{}
	var load func(x []float64, least int)
	load = func(x []float64, least int) {
		if len(x) < MinRate {
			for days := least; days <= 14; days++ {
				load(append(x, float64(days)), days)
			}
			return
		}
		g := coarse(Gini(x))
		if idle[g] == nil {
			idle[g] = map[int]bool{}
		}
		idle[g][number(x, func(v float64) bool { return v == 0 })] = true
	}
	load(make([]float64, 0, MinRate), 0)
	for g, can := range idle {
		if len(can) < 2 && !can[0] {
			t.Errorf("%v tells that %v of 5 carry nothing", g, can)
		}
	}
}
