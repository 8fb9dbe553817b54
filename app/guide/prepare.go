package guide

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// maxUseful is how many playbooks the tracking issue names.
const maxUseful = 5

// prepare names what helps before a question is asked, while steps of Prepare
// are open, and whom to write to in private, for as long as the page is open.
func (p Page) prepare(m mentorship.Mentorship, boxes []mentorship.Item, w *words) {
	if m.State.Terminal() {
		return
	}
	w.Contact = contact(p.Rules.Contact)
	if !slices.ContainsFunc(boxes, func(i mentorship.Item) bool { return slices.Contains(mentorship.StagePrepare.Items(), i) }) {
		return
	}
	useful := slices.Clone(p.Playbooks)
	if mentor, ok := p.Rules.Mentor(m.Mentor.ID); ok {
		useful = append(useful, links(mentor.Resources)...)
		for _, l := range links(mentor.ReadFirst) {
			w.Reading = append(w.Reading, p.link(l))
		}
	}
	for _, l := range useful[:min(len(useful), maxUseful)] {
		w.Useful = append(w.Useful, p.link(l))
	}
	if p.Rules.Glossary != "" {
		w.Glossary = p.link(mentorship.Link{To: p.Rules.Glossary})
	}
}

func links(to []string) (out []mentorship.Link) {
	for _, t := range to {
		out = append(out, mentorship.Link{To: t})
	}
	return out
}

// link shows an address, or a file of the repository, under its title; without
// one, a file under its path and an address under its own letters.
func (p Page) link(l mentorship.Link) string {
	title, to := Text(l.Title), l.To
	if !strings.HasPrefix(to, "https://") {
		if title == "" {
			title = Text(to)
		}
		to = p.shown(to)
	}
	switch {
	case !linkURL.MatchString(to):
		return cmp.Or(title, Text(l.To))
	case title == "":
		return "<" + to + ">"
	}
	return "[" + title + "](" + to + ")"
}

// shown is where people see a file of the repository; "" where that is not known.
func (p Page) shown(file string) string {
	if p.Files == "" || strings.Contains("/"+file+"/", "/../") {
		return ""
	}
	parts := strings.Split(file, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return p.Files + "/" + strings.Join(parts, "/")
}

var (
	linkURL = regexp.MustCompile(`^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~:/?=%+#&,;-]*)?$`)
	mail    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.+_-]*@[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,}$`)
)

// contact is a mail address or a web address as it stands, or plain words.
func contact(s string) string {
	switch {
	case strings.HasPrefix(s, "https://") && linkURL.MatchString(s), mail.MatchString(s):
		return "<" + s + ">"
	}
	return Text(s)
}

// mentionStands reports whether our block of a text mentions that login.
func mentionStands(text, login string) bool {
	from, to, ok := findBlock(text)
	if !ok || !isLogin(login) {
		return false
	}
	return regexp.MustCompile(`(?i)(^|[^A-Za-z0-9_@/])@` + regexp.QuoteMeta(login) + `([^A-Za-z0-9_-]|$)`).MatchString(text[from:to])
}
