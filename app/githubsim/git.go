package githubsim

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

const defaultBranch = "main"

// history is a repository's commits: a line of them on the default branch,
// and the branches of its pull requests.
type history struct {
	commits  map[string]*commit
	head     *commit
	tree     map[string]*change // the default branch's files
	branches map[string]*commit
	pulls    map[string][]*issue // sha → pull requests that hold it
	authors  map[int64]bool      // who wrote commits of the default branch
	count    int
}

type commit struct {
	sha       string
	parent    *commit
	author    *user
	committer *user
	message   string
	at        time.Time
	changes   []*change
}

// change is what a commit did to one file. Without a text of its own the
// content is made up from the path and the commit.
type change struct {
	path    string
	status  string // added, modified or removed
	text    *string
	invent  string
	removed bool
	before  int // lines the file had
}

// content returns the file's text after the change.
func (ch *change) content() string {
	if ch.text != nil {
		return *ch.text
	}
	return fmt.Sprintf("%s\nas of %s\n", ch.path, ch.invent)
}

func (ch *change) blob() string { return gitHash("blob", ch.content()) }

func (ch *change) lines() int {
	if ch.removed {
		return 0
	}
	text := ch.content()
	n := strings.Count(text, "\n")
	if text != "" && !strings.HasSuffix(text, "\n") {
		n++
	}
	return n
}

// gitHash names an object the way git does.
func gitHash(kind, text string) string {
	sum := sha1.Sum(fmt.Appendf(nil, "%s %d\x00%s", kind, len(text), text))
	return hex.EncodeToString(sum[:])
}

func newHistory() *history {
	return &history{
		commits: map[string]*commit{}, tree: map[string]*change{},
		branches: map[string]*commit{}, pulls: map[string][]*issue{}, authors: map[int64]bool{},
	}
}

// Files are the files of an action, path to text; the empty text stands for
// made-up content. JSON also takes a list of paths.
type Files map[string]string

// Paths makes Files with made-up content.
func Paths(paths ...string) Files {
	fs := Files{}
	for _, p := range paths {
		fs[p] = ""
	}
	return fs
}

// UnmarshalJSON reads both spellings.
func (f *Files) UnmarshalJSON(data []byte) error {
	var paths []string
	var texts map[string]string
	if json.Unmarshal(data, &paths) == nil {
		texts = Paths(paths...)
	} else if err := json.Unmarshal(data, &texts); err != nil {
		return errors.New("want a list of paths or an object of path and text")
	}
	for p := range texts {
		if p == "" || strings.HasPrefix(p, "/") {
			return fmt.Errorf("%q is no path inside a repository", p)
		}
	}
	*f = texts
	return nil
}

// file is one file of a commit in the making. Without text its content is
// made up.
type file struct {
	path   string
	text   *string
	remove bool
}

// list puts the files in order.
func (f Files) list() []file {
	var out []file
	for _, p := range slices.Sorted(maps.Keys(f)) {
		one := file{path: p}
		if text := f[p]; text != "" {
			one.text = &text
		}
		out = append(out, one)
	}
	return out
}

// add makes a commit on top of parent; it does not move a branch.
func (h *history) add(parent *commit, by *user, message string, at time.Time, files []file) *commit {
	h.count++
	seed := fmt.Sprintf("%d %s %s %d", h.count, by.login, message, at.UnixNano())
	if parent != nil {
		seed += parent.sha
	}
	c := &commit{sha: gitHash("commit", seed), parent: parent, author: by, committer: by, message: message, at: at}
	seen := map[string]bool{}
	for _, f := range files {
		if seen[f.path] {
			continue
		}
		seen[f.path] = true
		c.changes = append(c.changes, h.change(parent, c.sha, f))
	}
	h.commits[c.sha] = c
	return c
}

func (h *history) change(parent *commit, sha string, f file) *change {
	ch := &change{path: f.path, text: f.text, invent: sha[:12], removed: f.remove, status: "added"}
	if old := h.file(parent, f.path); old != nil {
		ch.status, ch.before = "modified", old.lines()
	}
	if f.remove {
		ch.status = "removed"
	}
	return ch
}

// advance puts a commit on the default branch.
func (h *history) advance(c *commit) {
	h.head = c
	h.authors[c.author.id] = true
	for _, ch := range c.changes {
		if ch.removed {
			delete(h.tree, ch.path)
		} else {
			h.tree[ch.path] = ch
		}
	}
}

// file finds a file as of a commit, nil when absent.
func (h *history) file(at *commit, path string) *change {
	for c := at; c != nil; c = c.parent {
		if c == h.head {
			return h.tree[path]
		}
		for _, ch := range c.changes {
			if ch.path != path {
				continue
			}
			if ch.removed {
				return nil
			}
			return ch
		}
	}
	return nil
}

// files lists the tree as of a commit.
func (h *history) files(at *commit) map[string]*change {
	if at == h.head {
		return h.tree
	}
	seen := map[string]*change{}
	for c := at; c != nil; c = c.parent {
		for _, ch := range c.changes {
			if _, ok := seen[ch.path]; !ok {
				seen[ch.path] = ch
			}
		}
	}
	maps.DeleteFunc(seen, func(_ string, ch *change) bool { return ch.removed })
	return seen
}

// resolve finds the commit of a branch name, a ref or a sha of at least seven
// digits; the empty ref is the default branch.
func (h *history) resolve(ref string) *commit {
	ref = strings.TrimPrefix(strings.TrimPrefix(ref, "refs/"), "heads/")
	switch {
	case ref == "", ref == defaultBranch, ref == "HEAD":
		return h.head
	case h.branches[ref] != nil:
		return h.branches[ref]
	case h.commits[ref] != nil:
		return h.commits[ref]
	case len(ref) < 7 || len(ref) > 40 || strings.Trim(ref, "0123456789abcdef") != "":
		return nil
	}
	for sha, c := range h.commits {
		if strings.HasPrefix(sha, ref) {
			return c
		}
	}
	return nil
}

// changesOf joins the changes of several commits, by path; later ones win.
func changesOf(commits []*commit) []*change {
	byPath := map[string]*change{}
	for _, c := range commits {
		for _, ch := range c.changes {
			if first := byPath[ch.path]; first != nil && first.status == "added" && !ch.removed {
				again := *ch
				again.status, again.before = "added", 0
				ch = &again
			}
			byPath[ch.path] = ch
		}
	}
	out := make([]*change, 0, len(byPath))
	for _, p := range slices.Sorted(maps.Keys(byPath)) {
		out = append(out, byPath[p])
	}
	return out
}

// squashed turns a pull request's changes into the files of one commit.
func squashed(changes []*change) []file {
	var fs []file
	for _, ch := range changes {
		f := file{path: ch.path, remove: ch.removed}
		if !ch.removed {
			text := ch.content()
			f.text = &text
		}
		fs = append(fs, f)
	}
	return fs
}
