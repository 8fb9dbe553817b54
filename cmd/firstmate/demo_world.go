package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// demoFiles holds the sample of history the demo plays on, made from
// matching/testdata by `go generate` (demo_world_test.go), and the rules.
//
//go:embed demo
var demoFiles embed.FS

// demoCast is the story on a sample of golang/go's history, moved so that it
// ends yesterday, with people renamed.
func demoCast(now time.Time) (cast, error) {
	merged, err := demoHistory(now)
	if err != nil {
		return cast{}, err
	}
	rules, err := demoFiles.ReadFile("demo/firstmate.yml")
	if err != nil {
		return cast{}, fmt.Errorf("reading the demo's house rules: %w", err)
	}
	c := builtinCast()
	c.world = demoWorld(c, string(rules), merged)
	return c, nil
}

// demoWorld is the project of the story.
func demoWorld(c cast, rules string, merged []githubsim.Merged) githubsim.World {
	owner, _, _ := strings.Cut(c.repo, "/")
	org := githubsim.WorldOrg{Login: owner, ID: 11}
	users, permissions := []githubsim.WorldUser{}, map[string]string{"coral": "admin"}
	for i, login := range c.mentors {
		users = append(users, githubsim.WorldUser{Login: login, ID: int64(101 + i)})
		org.Members = append(org.Members, githubsim.WorldMember{Login: login})
		permissions[login] = "write"
	}
	users = append(users, githubsim.WorldUser{Login: "coral", ID: int64(101 + len(c.mentors))},
		githubsim.WorldUser{Login: "nia", ID: 201}, githubsim.WorldUser{Login: "omar", ID: 202}, githubsim.WorldUser{Login: "kim", ID: 203}, githubsim.WorldUser{Login: "lena", ID: 204},
		githubsim.WorldUser{Login: "renovate[bot]", ID: 301, Type: "Bot"})
	org.Members = append(org.Members, githubsim.WorldMember{Login: "coral", Role: "admin"})
	return githubsim.World{
		App:           githubsim.WorldApp{ID: 1, Slug: "firstmate"},
		Users:         users,
		Orgs:          []githubsim.WorldOrg{org},
		Installations: []githubsim.WorldInstallation{{ID: 1, Owner: owner}},
		Repos: []githubsim.WorldRepo{{
			Name: c.repo, ID: 21,
			Permissions: permissions,
			Files:       map[string]string{".github/firstmate.yml": rules},
			Consents:    c.mentors,
			History:     githubsim.History{Merged: merged},
		}},
	}
}

// demoHistory reads the sample and moves it in time so that it ends a day ago.
func demoHistory(now time.Time) ([]githubsim.Merged, error) {
	packed, err := demoFiles.ReadFile("demo/history.jsonl.gz")
	if err != nil {
		return nil, fmt.Errorf("reading the demo's history: %w", err)
	}
	plain, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpacking the demo's history: %w", err)
	}
	var merged []githubsim.Merged
	for d := json.NewDecoder(plain); ; {
		var m githubsim.Merged
		if err := d.Decode(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading the demo's history: %w", err)
		}
		merged = append(merged, m)
	}
	if len(merged) == 0 {
		return nil, errors.New("the demo's history is empty")
	}
	return endingYesterday(merged, now), nil
}

// endingYesterday moves a history in time.
func endingYesterday(merged []githubsim.Merged, now time.Time) []githubsim.Merged {
	shift := now.Add(-24 * time.Hour).Sub(merged[len(merged)-1].MergedAt)
	for i := range merged {
		merged[i].MergedAt = merged[i].MergedAt.Add(shift)
	}
	return merged
}
