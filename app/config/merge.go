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
	switch {
	case owner.Version == 0:
		return repo
	case repo.Version == 0:
		repo = Default()
	case repo.Extends == extendsNone && !owner.locks("extends"):
		return repo
	default:
		owner.Mentors = placeless(owner.Mentors)
	}
	out := repo
	for _, k := range houseKeys() {
		if k.take != nil && (!repo.sets(k.Path) || owner.locks(k.Path)) {
			k.take(&out, &owner)
		}
	}
	out.MentorActive, out.MentorPerWeek, out.DailyHellos = owner.MentorActive, owner.MentorPerWeek, owner.DailyHellos
	out.NudgeVia = owner.NudgeVia
	if owner.locks("program.coordinators") {
		out.Coordinators = nil
	}
	if owner.locks("mentors") {
		out.Mentors = nil
	}
	out.Coordinators = addNew(out.Coordinators, owner.Coordinators, fold)
	out.Mentors = addNew(out.Mentors, owner.Mentors, Offer.name)
	out.Set = slices.Compact(slices.Sorted(slices.Values(slices.Concat(repo.Set, owner.Set))))
	for i := range out.Mentors {
		out.Mentors[i] = out.Mentors[i].within(out)
	}
	return out
}

// placeless is entries without where they stand: the lines of the owner's file
// would mislead in a repository's.
func placeless(offers []Offer) []Offer {
	out := slices.Clone(offers)
	for i := range out {
		out[i].Line, out[i].Col = 0, 0
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
	if o.Trial {
		o.Capacity = min(o.Capacity, 1)
	}
	if h.sets("limits.mentor_new_per_week") {
		o.MaxNewPerWeek = min(o.MaxNewPerWeek, h.MentorPerWeek)
	}
	return o
}
