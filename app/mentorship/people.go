package mentorship

import (
	"net/url"
	"strconv"
	"strings"
)

// Person is a GitHub account. Accounts are known by their numeric ID; the
// login is for display and may change hands.
type Person struct {
	ID    int64  `json:"id"`
	Login string `json:"login,omitempty"`
	Bot   bool   `json:"bot,omitempty"` // type Bot, or a login ending in [bot]
}

// Zero reports whether p is nobody (a deleted account has no author in GitHub's payloads).
func (p Person) Zero() bool { return p.ID == 0 }

// Repo is a repository as one installation sees it. Tenant and ID identify it;
// Owner and Name are refreshed on sight and used in links and calls.
type Repo struct {
	Tenant  int64  `json:"tenant"` // installation id
	ID      int64  `json:"id"`     // repository id
	Owner   string `json:"owner"`  // account login
	OwnerID int64  `json:"owner_id,omitempty"`
	Name    string `json:"name"`
	Branch  string `json:"branch,omitempty"` // default branch
	Org     bool   `json:"org,omitempty"`    // the owner is an organisation
}

// FullName is "owner/name".
func (r Repo) FullName() string { return r.Owner + "/" + r.Name }

// Home is where people see the repository, on the GitHub whose website that is;
// "" where either is not known.
func (r Repo) Home(web string) string {
	if web == "" || r.Owner == "" || r.Name == "" {
		return ""
	}
	return strings.TrimSuffix(web, "/") + "/" + url.PathEscape(r.Owner) + "/" + url.PathEscape(r.Name)
}

// Thread is an issue or a pull request.
type Thread struct {
	Repo   Repo `json:"repo"`
	Number int  `json:"number"`
}

// String is "owner/name#number".
func (t Thread) String() string { return t.Repo.FullName() + "#" + strconv.Itoa(t.Number) }

// Zero reports whether t names no thread.
func (t Thread) Zero() bool { return t.Number == 0 }

// Same reports whether both name one thread, whatever the repository is called today.
func (t Thread) Same(u Thread) bool { return t.Repo.ID == u.Repo.ID && t.Number == u.Number }
