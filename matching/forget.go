package matching

import "strconv"

// Nobody stands for people whose names are not to be kept, where it does not
// matter who of them it was.
const Nobody PersonID = "gone"

// People are the names an index knows, in no useful order.
func (x *Index) People() []PersonID {
	out := make([]PersonID, len(x.people))
	for i, p := range x.people {
		out[i] = p.id
	}
	return out
}

// Forget takes names out of the index: what these people did still counts for
// what is usual in the project, under names that tell nothing, so that they are
// never found by it again. It returns how many names went.
func (x *Index) Forget(gone func(PersonID) bool) (n int) {
	for i := range x.people {
		id := x.people[i].id
		if !gone(id) {
			continue
		}
		delete(x.ids, id)
		x.people[i].id = x.nameless()
		x.ids[x.people[i].id] = uint32(i)
		n++
	}
	return n
}

// nameless is a name nobody has yet.
func (x *Index) nameless() PersonID {
	for n := len(x.ids); ; n++ {
		id := Nobody + "-" + PersonID(strconv.Itoa(n))
		if _, taken := x.ids[id]; !taken {
			return id
		}
	}
}

// Without is the lessons with Nobody as the author, and no reviewer and no
// answer, where those are people whose names are not to be kept.
func (l Lessons) Without(gone func(PersonID) bool) Lessons {
	out := Lessons{At: l.At, Index: l.Index}
	for _, c := range l.Changes {
		if gone(c.Author) {
			c.Author = Nobody
		}
		var reviewers []PersonID
		for _, r := range c.Reviewers {
			if !gone(r) {
				reviewers = append(reviewers, r)
			}
		}
		c.Reviewers = reviewers
		out.Changes = append(out.Changes, c)
	}
	for _, a := range l.Answers {
		if !gone(a.Person) {
			out.Answers = append(out.Answers, a)
		}
	}
	return out
}

// People are those the lessons name, each at least once.
func (l Lessons) People() (out []PersonID) {
	for _, c := range l.Changes {
		out = append(append(out, c.Author), c.Reviewers...)
	}
	for _, a := range l.Answers {
		out = append(out, a.Person)
	}
	return out
}
