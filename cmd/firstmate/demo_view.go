package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// screen is how wide the story is printed, in columns.
const screen = 96

// scene begins a part of the story, with the date in it.
func (p *play) scene(title string) {
	title = p.program.clock.Now().Format("2 January 2006") + ": " + title
	p.telling = false
	fmt.Fprintf(p.out, "\n── %s %s\n", title, strings.Repeat("─", max(0, screen-4-len([]rune(title)))))
}

// says tells what happens; what follows one another stands together.
func (p *play) says(format string, args ...any) {
	lead := "\n  · "
	if p.telling {
		lead = "  · "
	}
	for _, line := range fold(fmt.Sprintf(format, args...), screen-4) {
		fmt.Fprintln(p.out, lead+line)
		lead = "    "
	}
	p.telling = true
}

// shows prints what a person sees of our comments on a pull request now.
func (p *play) shows(name, caption string) error {
	l, err := p.door.ledger(p.ctx)
	if err != nil {
		return err
	}
	p.print(caption, l.texts(p.threads[name], false)...)
	return nil
}

// word prints the newest of our comments in a thread whose hidden mark holds that.
func (p *play) word(thread int, mark, caption string) (string, error) {
	l, err := p.door.ledger(p.ctx)
	if err != nil {
		return "", err
	}
	for _, text := range slices.Backward(l.texts(thread, false)) {
		if strings.Contains(marker(text), mark) {
			p.print(caption, text)
			return text, nil
		}
	}
	return "", checkFailed(fmt.Errorf("nothing of %q was written in #%d", mark, thread))
}

// opening prints how a tracking issue begins.
func (p *play) opening(issue int, caption string) error {
	l, err := p.door.ledger(p.ctx)
	if err != nil {
		return err
	}
	for _, text := range l.texts(issue, true) {
		begin, _, _ := strings.Cut(seen(text), "\n\n### ")
		p.print(caption, begin+"\n\n⋯")
	}
	return nil
}

// moment prints Nia's tracking issue as people see it now. What stands at its
// end word for word as it did the last time is not printed again.
func (p *play) moment(caption string) error {
	l, err := p.door.ledger(p.ctx)
	if err != nil {
		return err
	}
	m, err := p.record("nia")
	if err != nil {
		return err
	}
	texts := l.texts(m.Issue.Number, true)
	if len(texts) != 1 {
		return checkFailed(fmt.Errorf("nia has %d pages", len(texts)))
	}
	text := seen(texts[0])
	p.moments = append(p.moments, text)
	if n := len(p.moments); n > 1 {
		text = unrepeated(p.moments[n-2], text)
	}
	p.print(fmt.Sprintf("Nia's page (%d). %s", len(p.moments), caption), text)
	return nil
}

// unrepeated leaves out the paragraphs at the end of a text that stood at the
// end of the one before it.
func unrepeated(before, text string) string {
	old, now := strings.Split(before, "\n\n"), strings.Split(text, "\n\n")
	same := 0
	for same < min(len(old), len(now)) && old[len(old)-1-same] == now[len(now)-1-same] {
		same++
	}
	if same == 0 {
		return text
	}
	return strings.Join(append(now[:len(now)-same], "⋯ (the end of the page as before)"), "\n\n")
}

func (p *play) print(caption string, texts ...string) {
	p.telling = false
	fmt.Fprintf(p.out, "\n  %s:\n", strings.Join(fold(caption, screen-3), "\n  "))
	for _, text := range texts {
		fmt.Fprintln(p.out, boxed(seen(text)))
	}
}

// texts are our texts as they stand now, in the order they were created: our
// comments in a thread, or the tracking issue of that number (0: the first one).
func (l ledger) texts(number int, issue bool) []string {
	var order []int64
	now := map[int64]string{}
	for _, w := range l.Writes {
		isIssue := strings.HasPrefix(w.Kind, "issue.")
		text := strings.HasPrefix(w.Kind, "comment.") || isIssue
		elsewhere := w.Number != number && !(issue && number == 0)
		if !w.Applied || !text || w.Body == nil || isIssue != issue || elsewhere {
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
	text := strings.TrimLeft(line, " ")
	part := line[:len(line)-len(text)]
	var parts []string
	begun := false
	for word := range strings.SplitSeq(text, " ") {
		if begun && len([]rune(part))+1+len([]rune(word)) > width {
			parts, part, begun = append(parts, part), "", false
		}
		if begun {
			part += " "
		}
		part, begun = part+word, true
	}
	return append(parts, part)
}
