package ghclient

import (
	"fmt"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Who stands behind a merged pull request whose head was abc123, besides its author.
func TestApprovers(t *testing.T) {
	const head, before = "abc123", "0ld"
	for name, c := range map[string]struct {
		reviews []string // login state commit
		want    []string
	}{
		"of the head":                    {[]string{"ada APPROVED " + head}, []string{"ada"}},
		"of what stood before":           {[]string{"ada APPROVED " + before}, nil},
		"of no known commit":             {[]string{"ada APPROVED "}, nil},
		"again after the push":           {[]string{"ada APPROVED " + before, "ada APPROVED " + head}, []string{"ada"}},
		"comments change nothing":        {[]string{"ada APPROVED " + head, "ada COMMENTED " + head}, []string{"ada"}},
		"and comments approve nothing":   {[]string{"ada APPROVED " + before, "ada COMMENTED " + head}, nil},
		"dismissed":                      {[]string{"ada DISMISSED " + head}, nil},
		"another one dismissed later":    {[]string{"ada APPROVED " + head, "ada DISMISSED " + head}, nil},
		"an earlier one was dismissed":   {[]string{"ada DISMISSED " + before, "ada APPROVED " + head}, []string{"ada"}},
		"then not content":               {[]string{"ada APPROVED " + head, "ada CHANGES_REQUESTED " + head}, nil},
		"then not content with another":  {[]string{"ada APPROVED " + head, "ada CHANGES_REQUESTED " + before}, nil},
		"content in the end":             {[]string{"ada CHANGES_REQUESTED " + before, "ada APPROVED " + head}, []string{"ada"}},
		"one does not speak for another": {[]string{"ada APPROVED " + head, "eve CHANGES_REQUESTED " + head}, []string{"ada"}},
		"each on their own":              {[]string{"eve APPROVED " + head, "ada APPROVED " + before, "kim APPROVED " + head}, []string{"eve", "kim"}},
		"a bot":                          {[]string{"mergebot[bot] APPROVED " + head}, nil},
		"not sent yet":                   {[]string{"ada PENDING " + head}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t, "")
			reviewed(f, c.reviews)
			revs, err := f.client().Revisions(t.Context(), widgets, ".github/firstmate.yml")
			if err != nil {
				t.Fatal(err)
			}
			same(t, namesOf(revs[1].By), append([]string{"nova"}, c.want...))
		})
	}
}

// reviewed puts reviews "login state commit" on pull request 7.
func reviewed(f *fake, reviews []string) {
	var items []string
	for i, r := range reviews {
		w := strings.Split(r, " ")
		items = append(items, fmt.Sprintf(
			`{"id":%d,"user":{"login":%q,"id":%d,"type":"User"},"state":%q,"submitted_at":"2026-02-02T00:00:%02dZ","commit_id":%q}`,
			300+i, w[0], 100+int(w[0][0]), w[1], i, w[2]))
	}
	f.say("GET /repos/acme/widgets/pulls/7/reviews", 200, "["+strings.Join(items, ",")+"]")
}

func namesOf(people []mentorship.Person) []string {
	var names []string
	for _, p := range people {
		names = append(names, p.Login)
	}
	return names
}

// Where GitHub names no head, nobody is known to have approved it.
func TestApproversWithoutHead(t *testing.T) {
	f := newFake(t, "")
	f.say("GET /repos/acme/widgets/commits/c2/pulls", 200,
		`[{"number":7,"merged_at":"2026-02-03T04:05:06Z","user":{"login":"nova","id":31,"type":"User"},"base":{"ref":"main","repo":{"id":501}}}]`)
	reviewed(f, []string{"ada APPROVED "})
	revs, err := f.client().Revisions(t.Context(), widgets, ".github/firstmate.yml")
	if err != nil {
		t.Fatal(err)
	}
	same(t, revs[1].By, []mentorship.Person{nova})
}

// Two pull requests from the same version of the file, merged one after the
// other: the branch held what each merge made of it, never their own commits.
func TestRevisionsOfPullsSideBySide(t *testing.T) {
	f := newFake(t, "")
	const commit = `{"sha":%q,"commit":{"committer":{"date":"2026-02-0%dT00:00:00Z"}}}`
	const pull = `[{"number":%d,"merged_at":"2026-02-0%dT00:00:00Z","merge_commit_sha":%q,"user":{"login":%q,"id":%d,"type":"User"},` +
		`"head":{"sha":"x"},"base":{"ref":"main","repo":{"id":501}}}]`
	var list []string
	for i, sha := range []string{"m2", "own2", "own1", "base"} { // as GitHub lists them; m1 changed nothing against own1
		list = append(list, fmt.Sprintf(commit, sha, 5-i))
	}
	f.say("GET /repos/acme/widgets/commits", 200, "["+strings.Join(list, ",")+"]")
	f.say("GET /repos/acme/widgets/commits/base/pulls", 200, "[]")
	f.say("GET /repos/acme/widgets/commits/own1/pulls", 200, fmt.Sprintf(pull, 8, 4, "m1", "ada", 11))
	for _, sha := range []string{"own2", "m2"} {
		f.say("GET /repos/acme/widgets/commits/"+sha+"/pulls", 200, fmt.Sprintf(pull, 9, 5, "m2", "nova", 31))
	}
	for _, n := range []string{"8", "9"} {
		f.say("GET /repos/acme/widgets/pulls/"+n+"/reviews", 200, "[]")
	}
	got, err := f.client().Revisions(t.Context(), widgets, ".github/firstmate.yml")
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []mentorship.Revision{
		{SHA: "base", At: at("2026-02-02T00:00:00Z")},
		{SHA: "m1", At: at("2026-02-04T00:00:00Z"), By: []mentorship.Person{{ID: 11, Login: "ada"}}},
		{SHA: "m2", At: at("2026-02-05T00:00:00Z"), By: []mentorship.Person{nova}},
	})
}

// Where the list is full, older commits may exist.
func TestRevisionsMayHaveOlder(t *testing.T) {
	for _, n := range []int{mostRevisions - 1, mostRevisions} {
		f := newFake(t, "")
		var list []string
		for i := range n {
			sha := fmt.Sprint("k", i)
			list = append(list, fmt.Sprintf(`{"sha":%q,"commit":{"committer":{"date":"2026-02-01T00:00:00Z"}}}`, sha))
			f.say("GET /repos/acme/widgets/commits/"+sha+"/pulls", 200, "[]")
		}
		f.say("GET /repos/acme/widgets/commits", 200, "["+strings.Join(list, ",")+"]")
		got, err := f.client().Revisions(t.Context(), widgets, ".github/firstmate.yml")
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != n || got[0].Older != (n == mostRevisions) || got[1].Older {
			t.Errorf("of %d commits the oldest has older ones: %v", n, got[0].Older)
		}
	}
}
