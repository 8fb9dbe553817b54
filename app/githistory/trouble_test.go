package githistory_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/githistory"
	"github.com/firstmate-app/firstmate/app/githistory/clonetest"
)

// small is a clone with a little history.
func small(t *testing.T) string {
	return clonetest.New(t, by(ada, 0, "x", "a/b"), by(nia, 1, "y\n\nReviewed-by: Ada Lovelace <ada@acme.test>", "c/d"))
}

func TestClonesThatCannotBeRead(t *testing.T) {
	for _, tt := range []struct {
		name string
		dir  func(t *testing.T) string
		want string
	}{
		{"missing", func(t *testing.T) string { return filepath.Join(t.TempDir(), "no") }, "does not exist"},
		{"a file", func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "f")
			write(t, path, "")
			return path
		}, "is a file"},
		{"no repository", func(t *testing.T) string {
			dir := t.TempDir()
			t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
			return dir
		}, "is not a git repository"},
		{"empty", func(t *testing.T) string {
			dir := t.TempDir()
			clonetest.Hermetic(t)
			clonetest.Git(t, dir, "init", "--quiet")
			return dir
		}, "has no commits yet"},
		{"shallow", func(t *testing.T) string {
			from, dir := small(t), filepath.Join(t.TempDir(), "shallow")
			clonetest.Git(t, from, "clone", "--quiet", "--depth=1", "file://"+from, dir)
			return dir
		}, "run `git fetch --unshallow`"},
		{"of another user", func(t *testing.T) string {
			dir := small(t)
			t.Setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
			return dir
		}, "belongs to another user"},
		{"no git", func(t *testing.T) string {
			dir := small(t)
			t.Setenv("PATH", t.TempDir())
			return dir
		}, "install git first"},
		{"an object missing", func(t *testing.T) string {
			dir := small(t)
			clonetest.Git(t, dir, "repack", "-adq")
			unpack(t, dir)
			id := clonetest.Git(t, dir, "rev-parse", "HEAD~1^{tree}")
			if err := os.Remove(filepath.Join(dir, ".git", "objects", id[:2], id[2:])); err != nil {
				t.Fatal(err)
			}
			return dir
		}, "git says: "},
		{"configuration broken", func(t *testing.T) string {
			dir := small(t)
			write(t, filepath.Join(dir, ".git", "config"), "[core\nnonsense")
			return dir
		}, "git says: bad config line"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := githistory.ReadClone(t.Context(), tt.dir(t), githistory.CloneOptions{})
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want … %s …", err, tt.want)
			}
			if c.Changes != nil {
				t.Errorf("still read %d changes", len(c.Changes))
			}
		})
	}
}

// unpack makes a loose object of everything in the clone's packs.
func unpack(t *testing.T, dir string) {
	t.Helper()
	packs, err := filepath.Glob(filepath.Join(dir, ".git", "objects", "pack", "*.pack"))
	if err != nil || len(packs) == 0 {
		t.Fatalf("packs: %v, %v", packs, err)
	}
	for _, pack := range packs {
		aside := filepath.Join(t.TempDir(), "pack")
		if err := os.Rename(pack, aside); err != nil {
			t.Fatal(err)
		}
		os.Remove(strings.TrimSuffix(pack, ".pack") + ".idx")
		f, err := os.Open(aside)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("git", "-C", dir, "unpack-objects", "-q")
		cmd.Stdin = f
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		f.Close()
	}
}

func TestAPartialCloneFetchesNothing(t *testing.T) {
	origin := small(t)
	clonetest.Git(t, origin, "config", "uploadpack.allowFilter", "true")
	for _, tt := range []struct{ filter, want string }{
		{"blob:none", ""},
		{"tree:0", "is a partial clone that lacks older folders"},
	} {
		dir := filepath.Join(t.TempDir(), "partial")
		clonetest.Git(t, origin, "clone", "--quiet", "--no-checkout", "--filter="+tt.filter, "file://"+origin, dir)
		canary := arm(t, dir)
		clonetest.Git(t, dir, "config", "remote.origin.uploadpack", canary.script)
		clonetest.Git(t, dir, "config", "remote.origin.url", "ext::"+canary.script)
		before := objects(t, dir)
		c, err := githistory.ReadClone(t.Context(), dir, githistory.CloneOptions{})
		switch {
		case tt.want == "" && (err != nil || len(c.Changes) != 2):
			t.Errorf("%s: %d changes, %v", tt.filter, len(c.Changes), err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: %v", tt.filter, err)
		}
		canary.silent(t)
		if after := objects(t, dir); after != before {
			t.Errorf("%s: objects before %s, after %s", tt.filter, before, after)
		}
	}
}

func objects(t *testing.T, dir string) string {
	return clonetest.Git(t, dir, "-c", "core.fsmonitor=false", "--no-pager", "count-objects", "-v")
}

// canary is a script that leaves a trace when it runs.
type canary struct{ script, trace string }

// arm writes the script and names it wherever a configuration can name a program.
func arm(t *testing.T, dir string) canary {
	t.Helper()
	at := t.TempDir()
	c := canary{filepath.Join(at, "canary"), filepath.Join(at, "trace")}
	write(t, c.script, fmt.Sprintf("#!/bin/sh\necho \"$0 $*\" >> %s\nexit 1\n", c.trace))
	hooks := filepath.Join(at, "hooks")
	if err := os.Mkdir(hooks, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, hook := range []string{"post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"} {
		write(t, filepath.Join(hooks, hook), "#!/bin/sh\nexec "+c.script+"\n")
	}
	included := filepath.Join(at, "included")
	write(t, included, "[core]\n\tpager = "+c.script+"\n\tfsmonitor = "+c.script+"\n[diff]\n\texternal = "+c.script+"\n")
	write(t, filepath.Join(dir, ".gitattributes"), "* diff=evil filter=evil\n")
	config := fmt.Sprintf(`
[core]
	fsmonitor = %[1]s
	pager = %[1]s
	editor = %[1]s
	sshCommand = %[1]s
	gitProxy = %[1]s
	askPass = %[1]s
	alternateRefsCommand = %[1]s
	hooksPath = %[2]s
[alias]
	log = !%[1]s
	rev-parse = !%[1]s
	check-mailmap = !%[1]s
[diff]
	external = %[1]s
	orderFile = /does/not/exist
	relative = true
[diff "evil"]
	command = %[1]s
	textconv = %[1]s
[filter "evil"]
	clean = %[1]s
	smudge = %[1]s
	process = %[1]s
	required = true
[pager]
	log = %[1]s
[log]
	showSignature = true
	showRoot = false
	follow = true
	diffMerges = on
[format]
	pretty = raw
[color]
	ui = always
[gpg]
	program = %[1]s
[gpg "ssh"]
	program = %[1]s
[mailmap]
	file = /does/not/exist
[credential]
	helper = !%[1]s
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[i18n]
	logOutputEncoding = UTF-16
[include]
	path = %[3]s
`, c.script, hooks, included)
	f, err := os.OpenFile(filepath.Join(dir, ".git", "config"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(config); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c canary) silent(t *testing.T) {
	t.Helper()
	if trace, err := os.ReadFile(c.trace); err == nil {
		t.Errorf("a program of the clone's configuration ran: %s", trace)
	}
}

func TestNothingAHostileConfigurationNamesRuns(t *testing.T) {
	dir := small(t)
	signed(t, dir)
	want := told(readClone(t, dir))
	canary := arm(t, dir)
	got := told(readClone(t, dir))
	if strings.Join(got, "\n") != strings.Join(want, "\n") || len(got) != 3 {
		t.Errorf("read %q, without the configuration %q", got, want)
	}
	canary.silent(t)
	if out, err := exec.Command("git", "-C", dir, "log", "--show-signature").CombinedOutput(); err != nil {
		t.Logf("git log: %v\n%s", err, out)
	}
	if _, err := os.Stat(canary.trace); err != nil {
		t.Error("the canary does not sing even for a plain git log: the test proves nothing")
	}
}

// signed adds a commit with a signature, which git may want to check.
func signed(t *testing.T, dir string) {
	t.Helper()
	id := clonetest.Git(t, dir, "rev-parse", "HEAD")
	raw, err := exec.Command("git", "-C", dir, "cat-file", "commit", id).Output()
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(string(raw), "\n\n")
	tree := clonetest.Git(t, dir, "rev-parse", "HEAD~1^{tree}")
	_, people, _ := strings.Cut(head, "\nauthor")
	text := "tree " + tree + "\nparent " + id + "\nauthor" + people + "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n nonsense\n -----END PGP SIGNATURE-----\n\n" + body
	cmd := exec.Command("git", "-C", dir, "hash-object", "-t", "commit", "-w", "--stdin")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	clonetest.Git(t, dir, "update-ref", "refs/heads/main", strings.TrimSpace(string(out)))
}

func TestTheEnvironmentDoesNotPointElsewhere(t *testing.T) {
	dir, other := small(t), clonetest.New(t, by(grace, 0, "other", "z"))
	want := told(readClone(t, dir))
	t.Setenv("GIT_DIR", filepath.Join(other, ".git"))
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "log.mailmap")
	t.Setenv("GIT_CONFIG_VALUE_0", "nonsense")
	if got := told(readClone(t, dir)); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("read %q, want %q", got, want)
	}
}

func TestInterruptedBeforeItBegins(t *testing.T) {
	dir := small(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := githistory.ReadClone(ctx, dir, githistory.CloneOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
