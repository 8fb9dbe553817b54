package config

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"go.yaml.in/yaml/v4"
)

// What leads people to something to read, and a community's own words.

// OwnText is where a community keeps a text of its own; the zero value stands
// for none.
type OwnText struct {
	Path      string // from the root of the repository
	Line, Col int    // where the file names it
}

// OwnTexts are the texts a community may replace.
type OwnTexts struct{ Greet, Waiting, Congrats, Milestone, IssueIntro OwnText }

// Named are the texts that are replaced, by the names of their keys.
func (t OwnTexts) Named() map[string]OwnText {
	out := map[string]OwnText{}
	for name, own := range map[string]OwnText{
		"greet": t.Greet, "waiting": t.Waiting, "congrats": t.Congrats, "milestone": t.Milestone, "issue_intro": t.IssueIntro,
	} {
		if own.Path != "" {
			out[name] = own
		}
	}
	return out
}

// ownTexts are the words behind the texts a house names: of the repository for
// the keys its own file sets, else of the owner.
func (f Files) ownTexts(h House) map[string]string {
	repo, fromRepo := parsed(string(f.Repo.Text), RepoFile)
	owner, _ := parsed(string(f.Owner.Text), OwnerFile)
	out := map[string]string{}
	for name := range h.Texts.Named() {
		key := "texts." + name
		text := f.Owner.Own[name]
		if fromRepo && repo.sets(key) && !owner.locks(key) {
			text = f.Repo.Own[name]
		}
		if text != "" {
			out[name] = text
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// The shapes of links and of files of a repository, as the schema has them too.
const (
	httpsPattern = `^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~:/?=%+#&,;-]*)?$`
	filePattern  = "^[^/\\s`<>()\\[\\]{}@#?%:|*\\\\\"'][^\\s`<>()\\[\\]{}@#?%:|*\\\\\"']*$"
	ownPattern   = `^\.github/([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.md$`
	mailPattern  = `^[A-Za-z0-9][A-Za-z0-9.+_-]*@[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}$`
)

var (
	httpsShape = regexp.MustCompile(httpsPattern)
	fileShape  = regexp.MustCompile(filePattern)
	ownShape   = regexp.MustCompile(ownPattern)
	mailShape  = regexp.MustCompile(mailPattern)
	outside    = regexp.MustCompile(leavesRoot)
)

// link is an https address or a file of the repository. A file that is not
// there is a remark, where the files are known.
func link() kind[string] {
	either := schema{"type": "string", "maxLength": maxLink, "anyOf": []schema{
		{"pattern": httpsPattern}, {"pattern": filePattern, "not": schema{"pattern": leavesRoot}},
	}}
	k := checked("an https address, or a path from the root of the repository", either, linkMessage)
	read := k.read
	k.read = func(p *parser, n *yaml.Node, where string) (string, bool) {
		s, ok := read(p, n, where)
		if ok && !httpsShape.MatchString(s) && !p.has(s) {
			p.warn(n, quote(s)+" is not among the files of this repository")
		}
		return s, ok
	}
	return k
}

func linkMessage(where, s string) string {
	file := fileShape.MatchString(s) && !outside.MatchString(s)
	if len(s) <= maxLink && (isAddress(s) || file) {
		return ""
	}
	return fmt.Sprintf("%s: %s is no link; write an https address, or a path from the root of the repository", where, quote(s))
}

func isAddress(s string) bool {
	if !httpsShape.MatchString(s) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Host != ""
}

// has reports whether the repository has that file; where its files are not known, yes.
func (p *parser) has(file string) bool {
	if p.Paths == nil {
		return true
	}
	if p.files == nil {
		p.files = map[string]bool{}
		for _, path := range p.Paths {
			p.files[path] = true
		}
	}
	return p.files[file]
}

// contact is how to reach somebody in private.
func contact() kind[string] {
	either := schema{"type": "string", "maxLength": maxContact, "anyOf": []schema{
		{"pattern": httpsPattern}, {"pattern": mailPattern}, {"not": schema{"pattern": "@|" + notOneLine}},
	}}
	return checked(fmt.Sprintf("a mail address, an https address, or at most %d characters without @", maxContact), either, func(where, s string) string {
		plain := !strings.Contains(s, "@") && oneLine(s, maxContact)
		if len(s) <= maxContact && (isAddress(s) || mailShape.MatchString(s)) || plain {
			return ""
		}
		return fmt.Sprintf("%s is a mail address, an https address, or plain words of at most %d characters without @", where, maxContact)
	})
}

// ownText is where a text of the community's own stands.
func ownText() kind[OwnText] {
	own := checked("a Markdown file below `.github/`", schema{"type": "string", "maxLength": maxLink, "pattern": ownPattern}, func(where, s string) string {
		if len(s) <= maxLink && ownShape.MatchString(s) {
			return ""
		}
		return fmt.Sprintf("%s: %s is no Markdown file below .github; write a path such as .github/firstmate/greet.md", where, quote(s))
	})
	return kind[OwnText]{own.allowed, own.schema, func(p *parser, n *yaml.Node, where string) (OwnText, bool) {
		s, ok := own.read(p, n, where)
		if ok && !p.has(s) {
			p.fail(n, quote(s)+" is not among the files of this repository")
		}
		return OwnText{Path: s, Line: n.Line, Col: n.Column}, ok
	}}
}

// playbooks are links for changes of some files.
func playbooks() kind[[]mentorship.Playbook] {
	paths, to, title := globs(outsideRoot, maxBookPaths, "patterns"), link(), words()
	return kind[[]mentorship.Playbook]{fmt.Sprintf("up to %d entries", maxBooks), func() schema {
		entry := object(map[string]schema{"paths": paths.schema(), "link": to.schema(), "title": title.schema()})
		entry["type"], entry["required"] = "object", []string{"paths", "link"}
		return listOf(entry, maxBooks)
	}, func(p *parser, n *yaml.Node, where string) ([]mentorship.Playbook, bool) {
		var out []mentorship.Playbook
		ok := p.sequence(n, where, maxBooks, func(_ int, v *yaml.Node) {
			var b mentorship.Playbook
			set := p.mapping(v, "playbooks[]", fields{
				"paths": func(v *yaml.Node) { b.Paths, _ = paths.read(p, v, "playbooks[].paths") },
				"link":  func(v *yaml.Node) { b.To, _ = to.read(p, v, "playbooks[].link") },
				"title": func(v *yaml.Node) { b.Title, _ = title.read(p, v, "playbooks[].title") },
			})
			p.needs(v, set, "paths", "link")
			out = append(out, b)
		})
		return out, ok
	}}
}

// needs says which keys an entry of a list lacks.
func (p *parser) needs(n *yaml.Node, set []string, keys ...string) {
	if n.Kind != yaml.MappingNode && !isNull(n) {
		return // the mapping has said so
	}
	for _, k := range keys {
		if !slices.Contains(set, k) {
			p.fail(n, fmt.Sprintf("this playbook has no %s; write `{paths: [\"docs/**\"], link: docs/guide.md}`", k))
			return
		}
	}
}
