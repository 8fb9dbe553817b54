package main

import (
	"fmt"
	"regexp"
	"strings"
)

func (p *play) scene(title string) {
	fmt.Fprintf(p.out, "\n── %s %s\n", title, strings.Repeat("─", max(0, 92-len(title))))
}

func (p *play) says(line string) { fmt.Fprintf(p.out, "\n  · %s\n", line) }

// shows prints what a person sees in a thread now: of "issue", the tracking
// issue opened first; of a pull request, our comments on it.
func (p *play) shows(name, caption string) {
	l, err := p.door.ledger(p.ctx)
	if err != nil {
		p.says("(the stand-in does not answer: " + err.Error() + ")")
		return
	}
	fmt.Fprintf(p.out, "\n  %s:\n", caption)
	for _, text := range l.texts(p.threads[name], name == "issue") {
		fmt.Fprintln(p.out, boxed(seen(text)))
	}
}

// texts are our texts as they stand now, in the order they were created.
func (l ledger) texts(number int, issue bool) []string {
	var order []int64
	now := map[int64]string{}
	for _, w := range l.Writes {
		isIssue := strings.HasPrefix(w.Kind, "issue.")
		text := strings.HasPrefix(w.Kind, "comment.") || isIssue
		if !w.Applied || !text || w.Body == nil || isIssue != issue || !issue && w.Number != number {
			continue
		}
		if _, known := now[w.ID]; !known {
			order = append(order, w.ID)
		}
		now[w.ID] = *w.Body
	}
	var out []string
	for _, id := range order {
		out = append(out, now[id])
		if issue {
			break
		}
	}
	return out
}

// seen is a text as GitHub shows it: no hidden marks, folded parts by their headline.
func seen(body string) string {
	body = regexp.MustCompile(`(?s)<!--.*?-->`).ReplaceAllString(body, "")
	body = regexp.MustCompile(`(?s)<details>\s*<summary>(.*?)</summary>.*?</details>`).ReplaceAllString(body, "▸ $1")
	body = regexp.MustCompile(`\[([^\]]+)\]\(https?://[^)]*\)`).ReplaceAllString(body, "$1")
	body = regexp.MustCompile(`\*\*([^*]+)\*\*`).ReplaceAllString(body, "$1")
	body = regexp.MustCompile(`\n{3,}`).ReplaceAllString(body, "\n\n")
	return strings.TrimSpace(body)
}

// boxed draws a frame around a text, folded at 88 columns.
func boxed(text string) string {
	const width = 88
	var b strings.Builder
	b.WriteString("  ┌" + strings.Repeat("─", width+2) + "┐\n")
	for _, line := range strings.Split(text, "\n") {
		for _, part := range fold(line, width) {
			b.WriteString("  │ " + part + strings.Repeat(" ", max(0, width-len([]rune(part)))) + " │\n")
		}
	}
	b.WriteString("  └" + strings.Repeat("─", width+2) + "┘")
	return b.String()
}

// fold breaks a line at spaces so that no part is wider than width, where it can.
func fold(line string, width int) []string {
	var parts []string
	part := ""
	for _, word := range strings.Split(line, " ") {
		if part != "" && len([]rune(part))+1+len([]rune(word)) > width {
			parts = append(parts, part)
			part = word
			continue
		}
		if part != "" || word == "" {
			part += " "
		}
		part += word
	}
	return append(parts, part)
}
