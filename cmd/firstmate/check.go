package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/firstmate-app/firstmate/app/config"
	"github.com/firstmate-app/firstmate/app/guide"
)

// checkCmd validates house rules files.
type checkCmd struct {
	Path   []string `arg:"" optional:"" default:"." help:"Files, or repositories' folders whose .github/firstmate.yml is meant."`
	Format string   `enum:"text,json,github" default:"text" help:"text, json, or github (annotations for a workflow)."`
}

// Run is what kong calls.
func (c *checkCmd) Run(k *kong.Context) error { return c.run(k.Stdout) }

// checked is what was found out about one file.
type checked struct {
	Path     string           `json:"path"`
	Valid    bool             `json:"valid"`
	Findings []config.Finding `json:"findings"`
}

// run checks every file and writes the findings to out.
func (c *checkCmd) run(out io.Writer) error {
	var all []checked
	bad := 0
	for _, path := range c.Path {
		files, err := checkFile(path)
		if err != nil {
			return badInput(err)
		}
		for _, f := range files {
			if !f.Valid {
				bad++
			}
		}
		all = append(all, files...)
	}
	if err := c.write(out, all); err != nil {
		return fmt.Errorf("writing what was found: %w", err)
	}
	if bad > 0 {
		return checkFailed(fmt.Errorf("%d of %d house rules files not valid", bad, len(all)))
	}
	return nil
}

// isLink reports whether house rules lie behind a symbolic link, which GitHub
// gives no content for. Other names, such as /dev/stdin, may be links.
func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0 && filepath.Base(path) == filepath.Base(filepath.FromSlash(config.Path))
}

// checkFile checks a file of house rules, and the texts it names beside it.
func checkFile(path string) ([]checked, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading house rules: %w", err)
	}
	if info.IsDir() {
		path = filepath.Join(path, filepath.FromSlash(config.Path))
	}
	if isLink(path) {
		f := config.Finding{Line: 1, Col: 1, Message: "this is a symbolic link; the App reads regular files only"}
		return []checked{{Path: filepath.ToSlash(path), Findings: []config.Finding{f}}}, nil
	}
	text, err := readAtMost(path, config.MaxBytes+1)
	if err != nil {
		return nil, fmt.Errorf("reading house rules: %w", err)
	}
	o, err := around(path)
	if err != nil {
		return nil, err
	}
	house, findings := config.ParseWith(text, o)
	out := []checked{found(path, findings)}
	texts, err := checkTexts(path, house)
	return append(out, texts...), err
}

func found(path string, findings []config.Finding) checked {
	if findings == nil {
		findings = []config.Finding{}
	}
	return checked{Path: filepath.ToSlash(path), Valid: config.Valid(findings), Findings: findings}
}

// checkTexts checks the community's own texts where they lie: house rules in
// their usual place stand in the folder their paths begin at.
func checkTexts(rules string, h config.House) (out []checked, err error) {
	root, usual := strings.CutSuffix(filepath.ToSlash(rules), config.Path)
	named := h.Texts.Named()
	for _, name := range slices.Sorted(maps.Keys(named)) {
		path := filepath.FromSlash(root + named[name].Path)
		text, err := readAtMost(path, guide.MaxOwnBytes+1)
		if !usual || errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("reading a text the house rules name: %w", err)
		}
		var findings []config.Finding
		for _, n := range guide.CheckOwn(name, string(text)) {
			findings = append(findings, config.Finding{Line: n.Line, Col: n.Col, Message: n.Message})
		}
		out = append(out, found(path, findings))
	}
	return out, nil
}

func readAtMost(path string, n int64) (text []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, n))
}

func (c *checkCmd) write(out io.Writer, all []checked) error {
	if c.Format == "json" {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(struct {
			Files []checked `json:"files"`
		}{all})
	}
	line := textLine
	if c.Format == "github" {
		line = annotation
	}
	var b strings.Builder
	for _, file := range all {
		for _, f := range file.Findings {
			b.WriteString(line(file.Path, f))
		}
		if len(file.Findings) == 0 {
			fmt.Fprintf(&b, "%s: valid\n", file.Path)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func textLine(path string, f config.Finding) string {
	warning := ""
	if f.Warning {
		warning = "warning: "
	}
	return fmt.Sprintf("%s:%d:%d: %s%s\n", path, f.Line, f.Col, warning, f.Message)
}

// annotation is a workflow command of GitHub Actions:
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func annotation(path string, f config.Finding) string {
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	return fmt.Sprintf("::%s file=%s,line=%d,col=%d::%s\n", f.Severity(), property.Replace(path), f.Line, f.Col, data.Replace(f.Message))
}
