package guide

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMarker(t *testing.T) {
	m := Marker{Mentorship: "o1-2", Newcomer: 2, Mentor: 11, State: "active", T0: start, Kind: "greet", Key: "o1-2/greet/c1"}
	want := "<!-- firstmate:v1 id=o1-2 newcomer=2 mentor=11 state=active t0=2026-11-20T09:30:00Z kind=greet key=o1-2/greet/c1 -->"
	if m.String() != want || !strings.HasSuffix(want, m.Tail()) {
		t.Errorf("String = %s, Tail = %s", m, m.Tail())
	}
	older := m
	older.State = "invited"
	if got, ok := Find(older.String() + "\n\n" + want + "\n\nwords below"); !ok || got != m {
		t.Errorf("Find = %+v, %v", got, ok)
	}
	for _, bad := range []string{
		"", "<!-- firstmate:v1 -->", "<!-- firstmate:v2 id=a newcomer=1 mentor=1 state=a t0= kind=a key=a -->",
		"<!-- firstmate:v1 id=a newcomer=x mentor=1 state=a t0= kind=a key=a -->",
		"<!-- firstmate:v1 id=a newcomer=99999999999999999999 mentor=1 state=a t0= kind=a key=a -->",
		"<!-- firstmate:v1 id=%zz newcomer=1 mentor=1 state=a t0= kind=a key=a -->",
		"<!-- firstmate:v1 id=a%2 newcomer=1 mentor=1 state=a t0= kind=a key=a%2 -->",
		"<!-- firstmate:v1 id=a newcomer=1 mentor=1 state=a t0=yesterday kind=a key=a -->",
		"<!-- firstmate:v1 id=a newcomer=1 mentor=1 state=a t0= kind=a key=a", strings.TrimSuffix(want, " -->") + strings.Repeat("x", 2000) + " -->",
	} {
		if got, ok := Find(bad); ok {
			t.Errorf("Find(%.80q) = %+v", bad, got)
		}
	}
}

// Whatever a marker holds, it is read back, and ends where it ends.
func TestMarkerRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.StringN(0, 20, 60), rapid.SampledFrom([]string{"-->", "--", "-", "a--b", "--!>", " ", "a b", "\n"}))
		m := Marker{
			Mentorship: word.Draw(t, "id"), Newcomer: rapid.Int64().Draw(t, "newcomer"), Mentor: rapid.Int64().Draw(t, "mentor"),
			State: mentorship.State(word.Draw(t, "state")), Kind: mentorship.EffectKind(word.Draw(t, "kind")), Key: word.Draw(t, "key"),
			T0: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "t0"), 0).UTC(),
		}
		text := m.String()
		if strings.Count(text, "--") != 2 || strings.ContainsAny(text, "\n\r") || strings.Count(text, ">") != 1 {
			t.Fatalf("marker breaks out: %q", text)
		}
		if got, ok := Find("words\n" + text + "\n"); !ok || !cmp.Equal(got, m) {
			t.Fatalf("Find(%q) = %+v, %v, want %+v", text, got, ok, m)
		}
	})
}

func block(inner, marker string) string {
	return blockBegin + "\n" + inner + "\n" + blockEnd + "\n\n" + marker
}

func TestSplice(t *testing.T) {
	old := Marker{Mentorship: "o1-2", State: "active", Kind: "open_issue", Key: "k"}.String()
	now := Marker{Mentorship: "o1-2", State: "ended", Kind: "open_issue", Key: "k"}.String()
	fresh := block("new", now)
	for _, c := range []struct {
		name, current, next string
		changed, ok         bool
	}{
		{"ours alone", block("old", old), fresh, true, true},
		{"nothing new", fresh, fresh, false, true},
		{"words above and below", "hello\n" + block("old", old) + "\nbye", "hello\n" + fresh + "\nbye", true, true},
		{"words before the marker", blockBegin + "\nold\n" + blockEnd + "\nmine\n" + old, blockBegin + "\nnew\n" + blockEnd + "\nmine\n" + now, true, true},
		{"marker moved up", old + "\n" + blockBegin + "\nold\n" + blockEnd, now + "\n" + blockBegin + "\nnew\n" + blockEnd, true, true},
		{"marker gone", blockBegin + "\nold\n" + blockEnd, blockBegin + "\nnew\n" + blockEnd, true, true},
		{"windows", strings.ReplaceAll("hello\n"+block("old", old), "\n", "\r\n"), "hello\n" + fresh, true, true},
		{"begin gone", "old\n" + blockEnd, "", false, false},
		{"end gone", blockBegin + "\nold", "", false, false},
		{"crossed", blockEnd + blockBegin, "", false, false},
		{"twice", fresh + fresh, "", false, false},
		{"empty", "", "", false, false},
		{"too long", block("old", old) + strings.Repeat("é", maxBody), "", false, false},
	} {
		next, changed, ok := Splice(c.current, fresh)
		if !c.ok {
			c.next = c.current
		}
		if next != c.next || changed != c.changed || ok != c.ok {
			t.Errorf("%s: %q, %v, %v", c.name, next, changed, ok)
		}
	}
	if _, _, ok := Splice(fresh, "no marks"); ok {
		t.Error("spliced a text without marks")
	}
}

func TestBoxes(t *testing.T) {
	body := "- [x] P3 outside\n" + blockBegin + "\n- [x] P1 a\n- [ ] P2 b\n- [X] R3 c\n  - [x] P4 indented\n- [x] Pizza\ntext - [x] M1\n" + blockEnd
	want := []mentorship.Item{"P1", "R3"}
	if got := Boxes(body); !slices.Equal(got, want) {
		t.Errorf("Boxes = %q", got)
	}
	if got := Boxes(strings.ReplaceAll(body, "\n", "\r\n")); !slices.Equal(got, want) {
		t.Errorf("with CRLF: %q", got)
	}
	if got := Boxes(strings.ReplaceAll(body, blockEnd, "")); got != nil {
		t.Errorf("without marks: %q", got)
	}
}

// Editing the tracking issue keeps what people wrote and ticked, and the one
// mention where it already stands.
func TestEditIssueKeepsPeoplesPart(t *testing.T) {
	opened := renderNamed(t, "issue")
	current := "Note by grace\n\n" + strings.Replace(opened.Body, "- [ ] P3", "- [x] P3", 1) + "\n\nMore by grace"
	edit := renderNamed(t, "issue-review")
	next, changed := edit.Rewrite(current)
	if !changed || !strings.HasPrefix(next, "Note by grace\n\n") || !strings.HasSuffix(next, "\n\nMore by grace") {
		t.Errorf("changed %v: %s", changed, next)
	}
	if got := Boxes(next); !slices.Equal(got, []mentorship.Item{"P3", "R1"}) {
		t.Errorf("ticked %q", got)
	}
	if got := mentions(next); !slices.Equal(got, []string{"nora_n"}) {
		t.Errorf("mentions %q", got)
	}
	if again, changed := edit.Rewrite(next); changed {
		t.Errorf("a second edit changed something: %s", cmp.Diff(next, again))
	}
	unnamed, _ := edit.Rewrite(strings.ReplaceAll(current, "@nora_n", "@nora_before"))
	if got := mentions(unnamed); len(got) > 0 {
		t.Errorf("after a rename the edit mentions %q", got)
	}
	if _, changed := edit.Rewrite("people took over"); changed {
		t.Error("wrote into a text without marks")
	}
}

func renderNamed(t *testing.T, name string) mentorship.Write {
	t.Helper()
	all := samples()
	s := all[slices.IndexFunc(all, func(s sample) bool { return s.name == name })]
	w, err := Render(s.e, s.m, page)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// At most seven boxes, whatever was ticked.
func TestAtMostSevenBoxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := story(paired)
		m.Stage = rapid.SampledFrom(stages()).Draw(t, "stage")
		for _, i := range rapid.SliceOfDistinct(rapid.SampledFrom(mentorship.Items()), rapid.ID).Draw(t, "ticks") {
			m.Ticks[i] = start
		}
		body, err := page.issueBlock(m, true)
		n := 0
		eachBox(body, func(mentorship.Item, bool) { n++ })
		if err != nil || n > mentorship.MaxBoxes {
			t.Fatalf("%d boxes, %v", n, err)
		}
	})
}

func FuzzFind(f *testing.F) {
	f.Add(Marker{Mentorship: "o1-2", Key: "k"}.String())
	f.Add("<!-- firstmate:v1 id=%41")
	f.Fuzz(func(t *testing.T, text string) {
		if m, ok := Find(text); ok {
			if again, ok := Find(m.String()); !ok || again != m {
				t.Fatalf("%+v reads back as %+v", m, again)
			}
		}
	})
}

func FuzzSplice(f *testing.F) {
	fresh := block("- [x] P1 a\n- [ ] P2 b", Marker{Mentorship: "o1-2", Key: "k"}.String())
	f.Add("above\n" + fresh + "\nbelow")
	f.Add(blockEnd + blockBegin)
	f.Fuzz(func(t *testing.T, current string) {
		Boxes(current)
		next, changed, ok := Splice(current, fresh)
		if !ok && (next != current || changed) {
			t.Fatal("changed what is not ours")
		}
		if ok {
			if again, changed, ok := Splice(next, fresh); !ok || changed {
				t.Fatalf("not settled: %q", again)
			}
		}
	})
}
