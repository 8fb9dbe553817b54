// Package clonetest makes small local clones for tests, the same ones every
// time: `git fast-import` with given people and times.
package clonetest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Commit is one commit of a clone to make.
type Commit struct {
	Author  string // "Ada Lovelace <ada@acme.test>"
	At      time.Time
	Message string
	Files   []string // paths that get new content
	// Parents are earlier commits by their position; nil stands for the one
	// before.
	Parents []int
}

// Hermetic keeps the configuration of this machine away from git, for the test.
func Hermetic(t testing.TB) {
	t.Helper()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("HOME", t.TempDir())
}

// New makes a clone with these commits, the last of which is HEAD.
func New(t testing.TB, commits ...Commit) (dir string) {
	t.Helper()
	return Stream(t, func(w io.Writer) {
		for i, c := range commits {
			Write(w, i, c)
		}
	})
}

// Stream makes a clone from what write sends to `git fast-import`.
func Stream(t testing.TB, write func(io.Writer)) (dir string) {
	t.Helper()
	Hermetic(t)
	dir = t.TempDir()
	Git(t, dir, "init", "--quiet", "--initial-branch=main")
	cmd := exec.Command("git", "-C", dir, "fast-import", "--quiet", "--force")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatalf("git is needed: %v", err)
	}
	write(in)
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatalf("git fast-import: %v\n%s", err, said.String())
	}
	return dir
}

// Write writes the n-th commit in the language of `git fast-import`.
func Write(w io.Writer, n int, c Commit) {
	fmt.Fprintf(w, "commit refs/heads/main\nmark :%d\n", n+1)
	fmt.Fprintf(w, "author %s %d +0000\ncommitter %s %d +0000\n", c.Author, c.At.Unix(), c.Author, c.At.Unix())
	fmt.Fprintf(w, "data %d\n%s\n", len(c.Message), c.Message)
	parents := c.Parents
	if parents == nil && n > 0 {
		parents = []int{n - 1}
	}
	for i, p := range parents {
		fmt.Fprintf(w, "%s :%d\n", map[bool]string{true: "from", false: "merge"}[i == 0], p+1)
	}
	for _, f := range c.Files {
		text := fmt.Sprintf("%d\n", n)
		fmt.Fprintf(w, "M 644 inline %s\ndata %d\n%s\n", quoted(f), len(text), text)
	}
}

// quoted is a path as fast-import reads any path: every odd byte in octal.
func quoted(path string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(path) {
		if c := path[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '\\' {
			fmt.Fprintf(&b, `\%03o`, c)
		} else {
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Git runs git in a folder and returns what it prints.
func Git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}
