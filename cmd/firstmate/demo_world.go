package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// demoFiles holds the sample of history the demo plays on, made from
// matching/testdata by `go generate` (demo_world_test.go), and the rules.
//
//go:embed demo
var demoFiles embed.FS

// demoWorld is the project of the story: a sample of golang/go's history,
// moved so that it ends yesterday, with people renamed.
func demoWorld(now time.Time) (githubsim.World, error) {
	merged, err := demoHistory(now)
	if err != nil {
		return githubsim.World{}, err
	}
	rules, err := demoFiles.ReadFile("demo/firstmate.yml")
	if err != nil {
		return githubsim.World{}, fmt.Errorf("reading the demo's house rules: %w", err)
	}
	return githubsim.World{
		App: githubsim.WorldApp{ID: 1, Slug: "firstmate"},
		Users: []githubsim.WorldUser{
			{Login: "ines", ID: 101}, {Login: "bo", ID: 102}, {Login: "wren", ID: 103}, {Login: "sol", ID: 104},
			{Login: "tomas", ID: 105}, {Login: "coral", ID: 106},
			{Login: "nia", ID: 201}, {Login: "omar", ID: 202}, {Login: "kim", ID: 203},
			{Login: "renovate[bot]", ID: 301, Type: "Bot"},
		},
		Orgs: []githubsim.WorldOrg{{Login: "lantern", ID: 11, Members: []githubsim.WorldMember{
			{Login: "ines"}, {Login: "bo"}, {Login: "wren"}, {Login: "sol"}, {Login: "tomas"}, {Login: "coral", Role: "admin"},
		}}},
		Installations: []githubsim.WorldInstallation{{ID: 1, Owner: "lantern"}},
		Repos: []githubsim.WorldRepo{{
			Name: demoRepo, ID: 21,
			Permissions: map[string]string{"ines": "write", "bo": "write", "wren": "write", "sol": "write", "tomas": "write", "coral": "admin"},
			Files:       map[string]string{".github/firstmate.yml": string(rules)},
			Consents:    []string{"ines", "bo", "wren", "sol", "tomas"},
			History:     githubsim.History{Merged: merged},
		}},
	}, nil
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
	shift := now.Add(-24 * time.Hour).Sub(merged[len(merged)-1].MergedAt)
	for i := range merged {
		merged[i].MergedAt = merged[i].MergedAt.Add(shift)
	}
	return merged, nil
}
