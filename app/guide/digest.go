package guide

import "github.com/firstmate-app/firstmate/app/mentorship"

// digest words a mentor's note of the week. It stands in an issue they opened
// themselves, so GitHub tells them without a mention. There is none where
// nobody could use them.
func (p Page) digest(e mentorship.Effect) (mentorship.Write, error) {
	if len(p.Digest) == 0 {
		return mentorship.Write{Kind: mentorship.WriteNothing, Thread: e.Thread}, nil
	}
	w := words{Lang: p.language(), Bot: p.bot()}
	for _, x := range p.Digest {
		w.Items = append(w.Items, refer(x.Pull, e.Thread.Repo)+": "+phrase(w.Lang, "digest."+string(x.Why), nil))
	}
	text, err := say("digest", w)
	return signed(mentorship.Write{Kind: mentorship.WriteComment, Thread: e.Thread}, text, mark(mentorship.Mentorship{}, e.Kind, e.Key)), err
}
