package matching

import (
	"cmp"
	"slices"
	"time"
)

// Area is a directory at the top level of a repository: how much happens in it,
// and who knows it.
type Area struct {
	Name     string     // with a slash at its end
	Activity float64    // of everybody; a reviewed change of today is 1.5, half of that after 180 days
	Knows    []PersonID // who reviewed there lately, or changed more than once; sorted
}

// knowsFrom is the experience from which somebody knows an area: one review of today,
// or two own changes.
const knowsFrom = 1.0

// Areas are the busiest directories of the top level at a time, the busiest first,
// at most that many.
func (x *Index) Areas(at time.Time, most int) []Area {
	norm := x.places.norm(at.Unix())
	var out []Area
	for n := range x.tree.directories() {
		node := &x.tree.nodes[n]
		a := Area{Name: node.name + "/", Activity: node.total * norm}
		for _, h := range node.by {
			if h.weight*norm >= knowsFrom {
				a.Knows = append(a.Knows, x.people[h.person].id)
			}
		}
		slices.Sort(a.Knows)
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Area) int {
		return cmp.Or(cmp.Compare(b.Activity, a.Activity), cmp.Compare(a.Name, b.Name))
	})
	return out[:min(len(out), most)]
}

// directories are the nodes of the top level that something lies in.
func (t *tree) directories() map[uint32]bool {
	out := map[uint32]bool{}
	for _, n := range t.nodes[min(1, len(t.nodes)):] {
		if n.parent != root && t.nodes[n.parent].parent == root {
			out[n.parent] = true
		}
	}
	return out
}
