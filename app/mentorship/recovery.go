package mentorship

import "time"

// Recovery is how far a tenant's memory was read back from GitHub. Nothing is
// said or obeyed at a tenant before that has ended.
type Recovery struct {
	Began time.Time `json:"began,omitzero"` // when the loss was noticed; zero: nothing was lost
	Since time.Time `json:"since,omitzero"` // what GitHub has from before is older than the installation
	Done  time.Time `json:"done,omitzero"`  // zero while it goes on

	Texts   int `json:"texts,omitempty"`   // of ours that were found
	Words   int `json:"words,omitempty"`   // comments of people with a command in them
	Records int `json:"records,omitempty"` // mentorships that were rebuilt
	Forced  int `json:"forced,omitempty"`  // places in them where only our own text tells what happened
	Failed  int `json:"failed,omitempty"`  // mentorships of which texts were found and that could not be rebuilt
	Unseen  int `json:"unseen,omitempty"`  // repositories that could not be read
}

// Lost reports whether something was said here, by us or to us, before the memory was lost.
func (r Recovery) Lost() bool { return !r.Began.IsZero() && r.Texts+r.Words > 0 }

// Cursor is how far a list was read that is ordered by change, oldest change
// first. It begins anew at the time of the last entry, so that nothing is passed
// over when an earlier entry is deleted meanwhile. The zero value has read nothing.
type Cursor struct {
	Since time.Time // of the newest change read
	Page  int       // of the list since then, from 1
}

// After is the cursor behind a page that was full, whose last entry changed then.
func (c Cursor) After(last time.Time) Cursor {
	if last.After(c.Since) {
		return Cursor{Since: last, Page: 1}
	}
	return Cursor{Since: c.Since, Page: max(c.Page, 1) + 1}
}

// Spoken is a comment in a list of a whole repository. Its Remark does not say
// whose conversation it stands in.
type Spoken struct {
	Talk   Talk
	Remark Remark
}

// Paper is an issue or pull request in a list of a whole repository.
type Paper struct {
	Talk
	ID        int64
	Author    Person
	ByUs      bool
	Text      string // of our own alone
	CreatedAt time.Time
	UpdatedAt time.Time
	ClosedAt  time.Time
	MergedAt  time.Time
}

// Recalled is what is kept of texts of ours that were found, beside the records.
type Recalled struct {
	Marks map[string]int64    // effect key → id of what it made
	Asked []Asking            // mentors who were asked
	Rests map[int64]time.Time // mentor → rests until
}
