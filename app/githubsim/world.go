package githubsim

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// World is the state the stand-in starts from. It is read from JSON by
// [ReadWorld] and [ReadWorldFile].
type World struct {
	App           WorldApp            `json:"app"`
	Users         []WorldUser         `json:"users"`
	Orgs          []WorldOrg          `json:"orgs"`
	Installations []WorldInstallation `json:"installations"`
	Repos         []WorldRepo         `json:"repos"`
}

// WorldApp names the App; its account is slug + "[bot]".
type WorldApp struct {
	ID   int64  `json:"id"`
	Slug string `json:"slug"`
}

// WorldUser is an account; Type is User (default) or Bot. ID 0 lets the
// stand-in choose.
type WorldUser struct {
	Login string `json:"login"`
	ID    int64  `json:"id"`
	Type  string `json:"type"`
}

// WorldOrg is an organisation.
type WorldOrg struct {
	Login   string        `json:"login"`
	ID      int64         `json:"id"`
	Members []WorldMember `json:"members"`
	Teams   []WorldTeam   `json:"teams"`
}

// WorldMember is a member with the role admin or member (default).
type WorldMember struct {
	Login string `json:"login"`
	Role  string `json:"role"`
}

// WorldTeam is a team and the logins in it.
type WorldTeam struct {
	Slug    string   `json:"slug"`
	Members []string `json:"members"`
}

// WorldInstallation is an installation of the App on an account, for the
// named repositories ("name" or "owner/name"), or for all when none is named.
type WorldInstallation struct {
	ID    int64    `json:"id"`
	Owner string   `json:"owner"`
	Repos []string `json:"repos"`
}

// WorldRepo is a repository, named owner/name. Issues is on unless false.
// Permissions gives levels none, read, triage, write, maintain or admin.
// Consents makes, for each login, a merged pull request by that person adding
// their entry to .github/firstmate.yml, so that the file ends as in Files.
type WorldRepo struct {
	Name        string            `json:"name"`
	ID          int64             `json:"id"`
	Private     bool              `json:"private"`
	Issues      *bool             `json:"issues"`
	Permissions map[string]string `json:"permissions"`
	Files       map[string]string `json:"files"`
	Consents    []string          `json:"consents"`
	History     History           `json:"history"`
}

// History is the merged pull requests of a repository: in JSON a list, or the
// name of a file with one of them per line, gzip or not.
type History struct {
	Merged []Merged
	file   string
}

// Merged is one merged pull request, with an approving review by each
// reviewer. The lines of the matching data set ({id, time, author, reviewers,
// files}) are read as well.
type Merged struct {
	Author    string    `json:"author"`
	Reviewers []string  `json:"reviewers"`
	Files     []string  `json:"files"`
	MergedAt  time.Time `json:"merged_at"`
}

// UnmarshalJSON reads a list or a file name.
func (h *History) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &h.file) == nil {
		return nil
	}
	return strictJSON(data, &h.Merged)
}

// MarshalJSON writes the list.
func (h History) MarshalJSON() ([]byte, error) { return json.Marshal(h.Merged) }

// UnmarshalJSON reads both forms of a history entry.
func (m *Merged) UnmarshalJSON(data []byte) error {
	var line struct {
		ID        string    `json:"id"`
		Time      time.Time `json:"time"`
		Author    string    `json:"author"`
		Reviewers []string  `json:"reviewers"`
		Files     []string  `json:"files"`
		MergedAt  time.Time `json:"merged_at"`
	}
	if err := strictJSON(data, &line); err != nil {
		return err
	}
	if line.MergedAt.IsZero() {
		line.MergedAt = line.Time
	}
	*m = Merged{Author: line.Author, Reviewers: line.Reviewers, Files: line.Files, MergedAt: line.MergedAt}
	if m.Author == "" || m.MergedAt.IsZero() {
		return errors.New("a history entry needs author and merged_at")
	}
	return nil
}

func strictJSON(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// ReadWorld reads a world; history files are sought in the working directory.
func ReadWorld(r io.Reader) (World, error) { return readWorld(r, ".") }

// ReadWorldFile reads a world from a file; history files are sought beside it.
func ReadWorldFile(path string) (World, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return World{}, fmt.Errorf("reading world: %w", err)
	}
	return readWorld(bytes.NewReader(data), filepath.Dir(path))
}

func readWorld(r io.Reader, dir string) (World, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return World{}, fmt.Errorf("reading world: %w", err)
	}
	var w World
	if err := strictJSON(data, &w); err != nil {
		return World{}, fmt.Errorf("reading world: %w", err)
	}
	for i := range w.Repos {
		h := &w.Repos[i].History
		if h.file == "" {
			continue
		}
		path := h.file
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		if h.Merged, err = readHistory(path); err != nil {
			return World{}, fmt.Errorf("history of %s: %w", w.Repos[i].Name, err)
		}
	}
	return w, nil
}

func readHistory(path string) ([]Merged, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var in io.Reader = bytes.NewReader(data)
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(in); err != nil {
			return nil, fmt.Errorf("unpacking: %w", err)
		}
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	var out []Merged
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var m Merged
		if err := m.UnmarshalJSON(lines.Bytes()); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, m)
	}
	return out, lines.Err()
}
