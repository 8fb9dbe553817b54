package webhooks

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

var jsonSeeds = []string{
	``, ` `, `{}`, `[]`, `{"a":1}`, `{"a":[1,2,{"b":null}],"c":true,"d":false}`, `{"a":-0.5e+10}`, `-`, `01`, `1.`, `.5`, `1e`, `+1`,
	`"\u00e9\ud800\n"`, `"\x"`, `"\u12g4"`, `"`, "\"\t\"", "\"\x7f\"", `{"a"}`, `{"a":}`, `{,}`, `{"a":1,}`, `[1,]`, `[,]`, `tru`, `nul`, `truex`,
	`{"installation":{"id":5},"repository":{"id":6},"action":"x"}`, `{"installation":{"id":5,"x":{"id":"y"}}}`, `[[[[]]]]`, `{"a":{}}x`, "\ufeff{}", "{\"a\":\"\xff\"}",
}

// judge holds the scanner against encoding/json: what it takes is JSON, and
// what is JSON it takes, save for the limits scan names.
func judge(t *testing.T, body []byte) {
	t.Helper()
	env, err := scan(body)
	valid := json.Valid(body) && utf8.Valid(body)
	if err == nil && !valid {
		t.Fatalf("took %q", body)
	}
	if err != nil && valid && shallow(body) && !peculiar(body) {
		t.Fatalf("refused %q", body)
	}
	if err == nil && env.installation != 0 {
		var ref struct {
			Installation struct{ ID int64 }
			Repository   *struct{ ID int64 }
		}
		if e := json.Unmarshal(body, &ref); e != nil {
			return // some other field has another type
		}
		if ref.Installation.ID != env.installation || ref.Repository != nil && ref.Repository.ID != env.repository {
			t.Fatalf("read %+v from %q, others read %+v", env, body, ref)
		}
	}
}

func shallow(body []byte) bool {
	return bytes.Count(body, []byte("["))+bytes.Count(body, []byte("{")) <= maxDepth
}

// peculiar reports whether a top-level object has doubled keys or ids that
// are none: then scan may refuse what is JSON.
func peculiar(body []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(body))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return false
	}
	seen := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return true
		}
		folded := strings.ToLower(strings.ToUpper(key.(string)))
		var value any
		if err := dec.Decode(&value); err != nil || seen[folded] {
			return true
		}
		seen[folded] = true
		if folded == "installation" || folded == "repository" {
			if o, ok := value.(map[string]any); value != nil && !ok || ok && len(o) > 0 {
				return true
			}
		}
	}
	return false
}

func TestScanAgainstJSON(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, seed := range jsonSeeds {
		judge(t, []byte(seed))
		for range 200 {
			b := []byte(seed + jsonSeeds[rng.IntN(len(jsonSeeds))])
			if len(b) == 0 {
				continue
			}
			b[rng.IntN(len(b))] = `{}[]",:\ue01.-tn `[rng.IntN(17)]
			judge(t, b)
		}
	}
}

func TestEnvelope(t *testing.T) {
	body := `{"a":{"installation":{"id":1}}, "installation" : {"n":{"id":2},"id": 3}, "action":"opened","repository":{"owner":{"id":4},"id":5},"comment":{},"issue":null}`
	got, err := scan([]byte(body))
	want := envelope{installation: 3, repository: 5, action: "opened", subjects: aboutRepository | aboutComment | aboutIssue}
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestScanSavesAllocations(t *testing.T) {
	body, err := os.ReadFile("testdata/pull_request.opened.json")
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(10, func() { _, _ = scan(body) }); n > 20 {
		t.Errorf("%v allocations for one body: it is read, not built", n)
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range jsonSeeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) { judge(t, body) })
}

func FuzzDecode(f *testing.F) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if body, err := os.ReadFile("testdata/" + file.Name()); err == nil {
			event, _, _ := strings.Cut(file.Name(), ".")
			f.Add(event, body)
		}
	}
	f.Fuzz(func(t *testing.T, event string, body []byte) {
		sig, err := Decode(event, body, App{ID: 77, Slug: "firstmate"})
		if err != nil {
			if sig.Kind != "" || len(err.Error()) > 100 {
				t.Fatalf("%+v, %v", sig, err)
			}
			return
		}
		if team := sig.Team; team != nil && (team.Tenant <= 0 || !isName(team.Org)) {
			t.Fatalf("signal without a place: %+v", sig)
		}
		if j := sig.Joined; j != nil && (j.Tenant <= 0 || j.Owner <= 0 || j.Person.Zero()) {
			t.Fatalf("signal without a place: %+v", sig)
		}
		if tenant := sig.Repo.Tenant; sig.Installation == nil && sig.Team == nil && sig.Joined == nil && (tenant <= 0 || !isName(sig.Repo.Owner) || !isName(sig.Repo.Name)) {
			t.Fatalf("signal without a place: %+v", sig)
		}
	})
}
