package ghclient_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
)

// What nobody could deliver stands in the delivery log, page after page, with
// its payload, for as long as GitHub keeps it.
func TestDeliveryLogOfStandIn(t *testing.T) {
	server, c, repo := sim(t, "")
	closed := httptest.NewServer(nil)
	closed.Close()
	server.SetWebhookURL(closed.URL)
	go func() { _ = server.Run(t.Context()) }() // ends with the test
	const many = 120                            // more than a page
	for half := range 2 {
		server.Advance(time.Duration(half) * time.Minute)
		for i := range many / 2 {
			act(t, server, githubsim.Action{Do: "issue", Repo: "acme/widgets", Author: "nova", Title: fmt.Sprint("Issue ", half, i)})
		}
		if err := server.Wait(t.Context(), 50*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	all, err := c.Deliveries(t.Context(), server.Now().Add(-time.Hour))
	if err != nil || len(all) != many {
		t.Fatalf("%d attempts, %v", len(all), err)
	}
	if !slices.IsSortedFunc(all, func(a, b mentorship.Attempt) int { return b.At.Compare(a.At) }) {
		t.Error("not newest first")
	}
	a := all[0]
	if a.OK || a.Event != "issues" || a.Action != "opened" || a.Tenant != repo.Tenant || a.RepoID != repo.ID || a.GUID == "" {
		t.Errorf("%+v", a)
	}
	body, err := c.Payload(t.Context(), a.ID)
	var p struct {
		Issue struct{ Title string }
	}
	if err != nil || json.Unmarshal(body, &p) != nil || p.Issue.Title != fmt.Sprint("Issue ", 1, many/2-1) {
		t.Errorf("%s, %v", body, err)
	}
	if some, err := c.Deliveries(t.Context(), a.At.Add(-30*time.Second)); err != nil || len(some) != many/2 {
		t.Errorf("a part of it: %d attempts, %v", len(some), err)
	}
	server.Advance(4 * 24 * time.Hour)
	if gone, err := c.Deliveries(t.Context(), a.At); err != nil || len(gone) > 0 {
		t.Errorf("beyond its reach: %d attempts, %v", len(gone), err)
	}
	if _, err := c.Payload(t.Context(), a.ID); mentorship.KindOf(err) != mentorship.FaultNotFound {
		t.Errorf("beyond its reach: %v", err)
	}
}

// What changed in a repository, and where somebody spoke, is listed down to a time.
func TestWhatChangedInStandIn(t *testing.T) {
	server, c, repo := sim(t, "")
	old := opened(t, server, repo, "nova")
	quiet := opened(t, server, repo, "omar")
	issue := act(t, server, githubsim.Action{Do: "issue", Repo: "acme/widgets", Author: "nova", Title: "Hello"})
	server.Advance(time.Hour)
	since := server.Now()
	server.Advance(time.Minute)
	act(t, server, githubsim.Action{Do: "comment", Repo: "acme/widgets", Number: old.Number, Author: "ada", Body: "hello"})
	act(t, server, githubsim.Action{Do: "comment", Repo: "acme/widgets", Number: issue.Number, Author: "ada", Body: "hello"})
	act(t, server, githubsim.Action{Do: "comment", Repo: "acme/widgets", Number: issue.Number, Author: "nova", Body: "hello"})
	pulls, err := c.Updated(t.Context(), repo, since)
	if err != nil || len(pulls) != 1 || pulls[0].Number != old.Number || pulls[0].Author.Login != "nova" {
		t.Errorf("%+v, %v", pulls, err)
	}
	said, err := c.Said(t.Context(), repo, since)
	want := []mentorship.Talk{{Number: old.Number, Pull: true}, {Number: issue.Number}}
	if err != nil || !slices.Equal(said, want) {
		t.Errorf("said in %+v, %v", said, err)
	}
	act(t, server, githubsim.Action{Do: "close", Repo: "acme/widgets", Number: quiet.Number, Author: "omar"})
	if pulls, err = c.Updated(t.Context(), repo, since); err != nil || len(pulls) != 2 || !pulls[0].Closed {
		t.Errorf("%+v, %v", pulls, err)
	}
}
