package guide

import (
	"fmt"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// why answers `/mentor why`: the recorded reason, and the facts behind it folded.
func (p Page) why(e mentorship.Effect) mentorship.Write {
	text := "**" + person(e.Person) + "**: " + phrase(p.language(), "why.nothing", nil)
	if d := p.Why; d != nil {
		text = fmt.Sprintf("**%s**: %s.\n\n<details><summary>Details</summary>\n\n%s</details>",
			person(e.Person), strings.TrimSuffix(Text(d.Reason), "."), whyDetails(*d))
	}
	return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, text, mark(mentorship.Mentorship{}, e.Kind, e.Key))
}

func whyDetails(d mentorship.Decision) string {
	var b strings.Builder
	line := func(s string) { b.WriteString("- " + s + "\n") }
	line("outcome: " + Text(string(d.Verdict)))
	for _, x := range d.Details {
		line(Text(x))
	}
	line("decided " + d.At.UTC().Format("2 January 2006 15:04") + " (UTC)")
	if d.Rules != "" {
		line("by the house rules at " + code(d.Rules[:min(len(d.Rules), 12)]))
	}
	return b.String()
}

// code shows a name or value in code style, where it can mean nothing else.
func code(s string) string {
	s = strings.NewReplacer("`", "'", "@", atSign).Replace(plain(s, maxCode))
	if s == "" {
		return "(empty)"
	}
	return "`" + s + "`"
}

const (
	maxCode = 80
	// atSign is drawn like @ but is another letter, which mentions nobody.
	atSign = "\uff20"
)
