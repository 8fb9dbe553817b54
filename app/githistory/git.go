package githistory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"time"
)

// git runs the git command on one clone, reading only. What the clone's own
// configuration says must neither run a program nor change what is printed:
// the clone may come from anybody.
type git struct{ dir string }

// tame are settings that outrank the clone's own. Of what a configuration can
// make `git log` run or print, these are what no flag switches off.
func tame() []string {
	return []string{
		"core.fsmonitor=false", "core.hooksPath=/dev/null", "core.commitGraph=true", "core.quotePath=false",
		"log.showSignature=false", "log.showRoot=true", "log.diffMerges=off", "diff.relative=false",
		"mailmap.file=", "mailmap.blob=",
	}
}

// command prepares a git command that ends with ctx.
func (g git) command(ctx context.Context, args ...string) *exec.Cmd {
	all := []string{"--no-pager", "-C", g.dir}
	for _, setting := range tame() {
		all = append(all, "-c", setting)
	}
	cmd := exec.CommandContext(ctx, "git", append(all, args...)...)
	cmd.Env = environment(os.Environ())
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// environment is ours without what would point git elsewhere (a hook runs with
// GIT_DIR, for one), and with everything interactive and remote switched off.
// A partial clone does not fetch what it lacks: GIT_NO_LAZY_FETCH says so to
// newer versions, and the list of allowed protocols, empty but for a word that
// is none, to all.
func environment(of []string) []string {
	keep := []string{"GIT_CONFIG_GLOBAL", "GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES",
		"GIT_TEST_ASSUME_DIFFERENT_OWNER"} // makes git stricter; our tests use it as git's own do
	var env []string
	for _, e := range of {
		name, _, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, "GIT_") && name != "LC_ALL" && name != "LANGUAGE" || slices.Contains(keep, name) {
			env = append(env, e)
		}
	}
	return append(env,
		"LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none")
}

// ask runs a short command and returns what it prints, without the last newline.
func (g git) ask(ctx context.Context, args ...string) (string, error) {
	cmd := g.command(ctx, args...)
	var said complaint
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", g.explain(ctx, err, said.String())
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}

// open makes sure that there is a history that can be read, and returns the
// commit it ends with.
func (g git) open(ctx context.Context) (head string, err error) {
	switch at, err := os.Stat(g.dir); {
	case errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("%s does not exist: give the folder of a local clone", g.dir)
	case err != nil:
		return "", err
	case !at.IsDir():
		return "", fmt.Errorf("%s is a file: give the folder of a local clone", g.dir)
	}
	shallow, err := g.ask(ctx, "rev-parse", "--is-shallow-repository")
	if err != nil {
		return "", err
	}
	if shallow == "true" {
		return "", fmt.Errorf("%s is a shallow clone, its history is cut off: run `git fetch --unshallow` in it first", g.dir)
	}
	head, err = g.ask(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	var exited *exec.ExitError
	if errors.As(err, &exited) && exited.ExitCode() == 1 || err == nil && !isHash(head) {
		return "", fmt.Errorf("%s has no commits yet, at least not on the branch that is checked out", g.dir)
	}
	return head, err
}

// commit is the id of the commit that rev names.
func (g git) commit(ctx context.Context, rev string) (string, error) {
	unknown := fmt.Errorf("%s knows no commit %q", g.dir, rev)
	if strings.HasPrefix(rev, "-") {
		return "", unknown
	}
	id, err := g.ask(ctx, "rev-parse", "--verify", "--quiet", rev+"^{commit}")
	var exited *exec.ExitError
	if errors.As(err, &exited) || err == nil && !isHash(id) {
		return "", unknown
	}
	return id, err
}

// isHash tells whether s is a full commit id, SHA-1 or SHA-256.
func isHash(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// explain puts into one line of plain words why git failed.
func (g git) explain(ctx context.Context, err error, said string) error {
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) })
	}
	interrupted(ctx, err)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return errors.New("reading a clone needs git, and there is none on PATH: install git first")
	case has("dubious ownership", "unsafe repository"):
		return fmt.Errorf("%s belongs to another user, so git does not trust it: make a clone of your own and give that", g.dir)
	case has("not a git repository", "not in a git directory"):
		return fmt.Errorf("%s is not a git repository: give the folder of a local clone", g.dir)
	case has("lazy fetching disabled", "promisor", "' not allowed"):
		return fmt.Errorf("%s is a partial clone that lacks older folders, and nothing is fetched here: "+
			"clone again, in full or with `--filter=blob:none`", g.dir)
	}
	if fatal := regexp.MustCompile(`(?m)^(?:fatal|error): (.+)$`).FindStringSubmatch(said); fatal != nil {
		return fmt.Errorf("reading %s: git says: %s: %w", g.dir, fatal[1], err)
	}
	return fmt.Errorf("reading %s: git: %w", g.dir, err)
}

// interrupted waits a moment for ctx to end if a signal ended git: on a
// terminal, Ctrl-C goes to both, and git may be faster.
func interrupted(ctx context.Context, err error) {
	var exited *exec.ExitError
	if !errors.As(err, &exited) || exited.ExitCode() >= 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}

// complaint keeps the beginning of what git says about trouble.
type complaint struct{ bytes.Buffer }

func (c *complaint) Write(p []byte) (int, error) {
	const most = 16 << 10
	if room := most - c.Len(); room > 0 {
		c.Buffer.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}
