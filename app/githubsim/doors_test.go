package githubsim

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestDoorErrors(t *testing.T) {
	s := newScene(t)
	for _, c := range []struct {
		door, body string
		status     int
		field      string
	}{
		{"do", `{`, 400, ""},
		{"do", `[]`, 400, ""},
		{"do", `{}`, 400, "do"},
		{"do", `{"do":"dance"}`, 400, "do"},
		{"do", `{"do":"comment","repo":"acme/widgets","number":1,"author":"ada"}`, 400, "body"},
		{"do", `{"do":"comment","repo":"acme/widgets","number":1,"author":"","body":"x"}`, 400, "author"},
		{"do", `{"do":"comment","repo":"acme/widgets","number":1,"author":"a b","body":"x"}`, 400, "author"},
		{"do", `{"do":"comment","repo":"acme/widgets","number":"1","author":"ada","body":"x"}`, 400, "number"},
		{"do", `{"do":"comment","repo":"acme/widgets","number":1,"author":"ada","body":"x","mood":1}`, 400, "mood"},
		{"do", `{"do":"comment","repo":"acme/widgets","number":1,"author":"ada","body":"x","title":"y"}`, 400, "title"},
		{"do", `{"do":"comment","repo":"acme/none","number":1,"author":"ada","body":"x"}`, 404, "repo"},
		{"do", `{"do":"comment","repo":"acme/widgets","number":99999,"author":"ada","body":"x"}`, 404, "number"},
		{"do", `{"do":"merge","repo":"acme/widgets","number":{MERGED},"author":"ada"}`, 409, ""},
		{"do", `{"do":"merge","repo":"acme/widgets","number":{ISSUE},"author":"ada"}`, 404, "number"},
		{"do", `{"do":"reopen","repo":"acme/widgets","number":{MERGED},"author":"ada"}`, 409, ""},
		{"do", `{"do":"reopen","repo":"acme/widgets","number":{PULL},"author":"ada"}`, 409, ""},
		{"do", `{"do":"ready","repo":"acme/widgets","number":{PULL},"author":"ada"}`, 409, ""},
		{"do", `{"do":"review","repo":"acme/widgets","number":{PULL},"author":"newbie","state":"approved"}`, 409, ""},
		{"do", `{"do":"review","repo":"acme/widgets","number":{PULL},"author":"ada","state":"fine"}`, 400, "state"},
		{"do", `{"do":"edit_comment","repo":"acme/widgets","id":5,"author":"ada","body":"x"}`, 404, "id"},
		{"do", `{"do":"edit_comment","repo":"acme/gears","id":{COMMENT},"author":"ada","body":"x"}`, 404, "id"},
		{"do", `{"do":"react","repo":"acme/widgets","id":{COMMENT},"author":"newbie","content":"heart"}`, 409, ""},
		{"do", `{"do":"react","repo":"acme/widgets","id":{COMMENT},"author":"newbie","content":"sneer"}`, 400, "content"},
		{"do", `{"do":"unlabel","repo":"acme/widgets","number":{PULL},"author":"ada","value":"nothing"}`, 404, "value"},
		{"do", `{"do":"unassign","repo":"acme/widgets","number":{PULL},"author":"ada","value":"ada"}`, 409, ""},
		{"do", `{"do":"check_suite","repo":"acme/widgets","number":{PULL},"conclusion":"fine"}`, 400, "conclusion"},
		{"do", `{"do":"open_pull","repo":"acme/widgets","author":"zoe","title":"t","files":5}`, 400, "files"},
		{"do", `{"do":"open_pull","repo":"acme/widgets","author":"zoe","title":"t","files":["/etc"]}`, 400, "files"},
		{"do", `{"do":"open_pull","repo":"acme/widgets","author":"zoe","title":"t","files":[]}`, 400, "files"},
		{"do", `{"do":"config","repo":"acme/widgets","author":"ada"}`, 400, "text"},
		{"do", `{"do":"config","repo":"acme/widgets","author":"ada","text":"x","via":"mail"}`, 400, "via"},
		{"do", `{"do":"config","repo":"acme/widgets","author":"ada","text":"x","via":"pull","approvers":["ada"]}`, 400, "approvers"},
		{"do", `{"do":"member","owner":"nobody-here","login":"ada","role":"member"}`, 404, "owner"},
		{"do", `{"do":"member","owner":"acme","login":"zoe","role":"boss"}`, 400, "role"},
		{"do", `{"do":"member","owner":"acme","login":"zoe","role":"none"}`, 409, ""},
		{"do", `{"do":"permission","repo":"acme/widgets","login":"ada","level":"write"}`, 409, ""},
		{"do", `{"do":"permission","repo":"acme/widgets","login":"ada","level":"total"}`, 400, "level"},
		{"do", `{"do":"rename_user","login":"ada","to":"grace"}`, 409, ""},
		{"do", `{"do":"rename_user","login":"nobody-here","to":"x"}`, 404, "login"},
		{"do", `{"do":"delete_user","login":"acme"}`, 409, ""},
		{"do", `{"do":"install","owner":"acme"}`, 409, ""},
		{"do", `{"do":"unsuspend","owner":"acme"}`, 409, ""},
		{"do", `{"do":"uninstall","owner":"ada"}`, 409, ""},
		{"do", `{"do":"transfer","repo":"acme/widgets","to":"acme"}`, 409, ""},
		{"do", `{"do":"transfer","repo":"acme/widgets","to":"nobody-here"}`, 404, "to"},
		{"do", `{"do":"redeliver","guids":["x"]}`, 404, "guids"},
		{"do", `{"do":"redeliver","guids":"all","order":"random"}`, 400, "order"},
		{"do", `{"do":"release"}`, 409, ""},
		{"faults", `{`, 400, ""},
		{"faults", `{}`, 400, "rules"},
		{"faults", `{"rules":[],"mood":1}`, 400, "mood"},
		{"faults", `{"rules":[{"match":"GET /x","fault":"status","mood":1}]}`, 400, "mood"},
		{"faults", `{"rules":[{"match":"GET /x","fault":"rain"}]}`, 400, "rules[0].fault"},
		{"faults", `{"rules":[{"match":"everything","fault":"lost"}]}`, 400, "rules[0].match"},
		{"faults", `{"rules":[{"match":"GET /[","fault":"lost"}]}`, 400, "rules[0].match"},
		{"faults", `{"rules":[{"match":"GET /x","fault":"lost","p":2}]}`, 400, "rules[0].p"},
		{"faults", `{"rules":[{"match":"GET /x","fault":"lost","when":"never"}]}`, 400, "rules[0].when"},
		{"faults", `{"rules":[{"match":"GET /x","fault":"status","status":7}]}`, 400, "rules[0].status"},
		{"clock", `{}`, 400, "advance"},
		{"clock", `{"advance":"soon"}`, 400, "advance"},
		{"clock", `{"advance":"-1h"}`, 400, "advance"},
		{"clock", `{"set":"now"}`, 400, "set"},
		{"clock", `{"jump":"1h"}`, 400, "jump"},
		{"elsewhere", `{}`, 404, ""},
	} {
		var got struct{ Error, Field string }
		s.want(c.status, s.send("POST", "/_sim/"+c.door, s.fill(c.body), ""), &got)
		if got.Error == "" || got.Field != c.field {
			t.Errorf("%s %s: %+v, want field %q", c.door, c.body, got, c.field)
		}
	}
}

// Every verb of the door exists in Go as well, and refuses what lacks a field.
func TestEveryVerbNeedsItsFields(t *testing.T) {
	r := newRig(t)
	for _, v := range verbs() {
		_, err := r.sim.Do(t.Context(), Action{Do: v.name})
		var e *DoorError
		needs := strings.Fields(v.needs)
		if len(needs) > 0 && (!errors.As(err, &e) || e.Status != 400 || e.Field != needs[0]) {
			t.Errorf("%s without fields: %v", v.name, err)
		}
	}
}

func TestDoorsAreForThisMachine(t *testing.T) {
	r := newRig(t)
	req := httptest.NewRequest(http.MethodGet, "/_sim/ledger", nil)
	req.RemoteAddr = "192.0.2.7:4000"
	rec := httptest.NewRecorder()
	r.sim.ServeHTTP(rec, req)
	if rec.Code != http.StatusForbidden {
		t.Errorf("a stranger gets %d", rec.Code)
	}
}

func TestDoOverHTTP(t *testing.T) {
	r := newRig(t)
	var res Result
	r.want(200, r.send("POST", "/_sim/do", `{"do":"open_pull","repo":"acme/widgets","author":"zoe","title":"t","files":{"a.txt":"one\ntwo\n"}}`, ""), &res)
	if res.Number == 0 || len(res.Deliveries) != 1 || len(res.SHA) != 40 || !strings.HasPrefix(res.URL, r.url+"/acme/widgets/pull/") {
		t.Errorf("%+v", res)
	}
	var files []struct{ Additions int }
	r.get("/repos/acme/widgets/pulls/"+itoa(res.Number)+"/files", &files)
	if len(files) != 1 || files[0].Additions != 2 {
		t.Errorf("%+v", files)
	}
	r.want(200, r.send("GET", "/_sim/wait?quiet=1ms&timeout=10s", "", ""), nil)
	var l Ledger
	r.want(200, r.send("GET", "/_sim/ledger", "", ""), &l)
	if len(l.Deliveries) != 1 || l.Deliveries[0].GUID != res.Deliveries[0] || l.Deliveries[0].Number != res.Number {
		t.Errorf("%+v", l.Deliveries)
	}
}

func TestWaitGivesUp(t *testing.T) {
	r := newRig(t)
	r.want(504, r.send("GET", "/_sim/wait?quiet=10m&timeout=5ms", "", ""), nil)
	r.want(400, r.send("GET", "/_sim/wait?quiet=soon", "", ""), nil)
}

func TestClock(t *testing.T) {
	base := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now := base
	sim, err := New(Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	sim.Advance(48 * time.Hour)
	now = now.Add(time.Minute)
	if got := sim.Now(); !got.Equal(base.Add(48*time.Hour + time.Minute)) {
		t.Errorf("after advance %v", got)
	}
	sim.SetTime(base.AddDate(1, 0, 0))
	now = now.Add(time.Second)
	if got := sim.Now(); !got.Equal(base.AddDate(1, 0, 0).Add(time.Second)) {
		t.Errorf("after set %v", got)
	}
}

func TestClockDoor(t *testing.T) {
	r := newRig(t)
	var before, after struct{ Now time.Time }
	r.want(200, r.send("GET", "/_sim/clock", "", ""), &before)
	r.want(200, r.send("POST", "/_sim/clock", `{"advance":"48h"}`, ""), &after)
	if d := after.Now.Sub(before.Now); d < 48*time.Hour || d > 48*time.Hour+time.Minute {
		t.Errorf("advanced by %v", d)
	}
	r.want(200, r.send("POST", "/_sim/clock", `{"set":"2030-01-01T00:00:00Z"}`, ""), &after)
	if after.Now.Year() != 2030 {
		t.Errorf("set to %v", after.Now)
	}
	pr := r.openPull("zoe", "a")
	var got struct {
		Created time.Time `json:"created_at"`
	}
	r.get("/repos/acme/widgets/pulls/"+itoa(pr.Number), &got)
	if got.Created.Year() != 2030 {
		t.Errorf("opened at %v", got.Created)
	}
}
