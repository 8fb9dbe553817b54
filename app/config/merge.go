package config

import "slices"

// Merge is what a repository's file means beside the owner's: the owner's value
// counts for every key the repository leaves out, and for every key the owner
// locked. Lists replace one another, but mentors and coordinators add up; where
// both files list a person or a team, the repository's entry counts. An owner
// without a file is the zero House.
//
// The owner's limits are taken over: they fill in what entries leave open, and
// [Resolve] lets nobody have more than them in force.
func Merge(owner, repo House) House {
	if owner.Version == 0 {
		return repo
	}
	alone := repo.Version == 0
	if alone {
		repo = Default()
	}
	if repo.Extends == extendsNone && !owner.locks("extends") {
		return repo
	}
	out := repo
	for _, k := range houseKeys() {
		if k.take != nil && (!repo.sets(k.Path) || owner.locks(k.Path)) {
			k.take(&out, &owner)
		}
	}
	out.MentorActive, out.MentorPerWeek = owner.MentorActive, owner.MentorPerWeek
	if owner.locks("program.coordinators") {
		repo.Coordinators = nil
	}
	if owner.locks("mentors") {
		repo.Mentors = nil
	}
	out.Coordinators = addNew(repo.Coordinators, owner.Coordinators, fold)
	theirs := slices.Clone(owner.Mentors)
	for i := range theirs {
		if !alone { // lines of another file would mislead
			theirs[i].Line, theirs[i].Col = 0, 0
		}
	}
	out.Mentors = addNew(repo.Mentors, theirs, Offer.name)
	out.Set = slices.Compact(slices.Sorted(slices.Values(slices.Concat(repo.Set, owner.Set))))
	for i := range out.Mentors {
		out.Mentors[i] = out.Mentors[i].within(out)
	}
	return out
}

// addNew is list with those of more whose names are not in it yet.
func addNew[T any](list, more []T, name func(T) string) []T {
	out := slices.Clone(list)
	for _, m := range more {
		if !slices.ContainsFunc(out, func(o T) bool { return name(o) == name(m) }) {
			out = append(out, m)
		}
	}
	return out
}

// name is how an entry is told from the others.
func (o Offer) name() string { return fold(o.Login + o.Team) }

// within fills what the entry leaves open from the limits of the house.
func (o Offer) within(h House) Offer {
	if h.sets("limits.mentor_active") && !slices.Contains(o.Set, "capacity") {
		o.Capacity = h.MentorActive
	}
	if h.sets("limits.mentor_new_per_week") && !slices.Contains(o.Set, "max_new_per_week") {
		o.MaxNewPerWeek = h.MentorPerWeek
	}
	return o
}

// capped is the entry with no more than the limits of the house.
func (o Offer) capped(h House) Offer {
	if h.sets("limits.mentor_active") {
		o.Capacity = min(o.Capacity, h.MentorActive)
	}
	if h.sets("limits.mentor_new_per_week") {
		o.MaxNewPerWeek = min(o.MaxNewPerWeek, h.MentorPerWeek)
	}
	return o
}
