package matching

import "strings"

// Rename is one file that a change moved.
type Rename struct{ From, To string }

// carryOver lets experience follow files that were moved: the file's own goes
// to its new name, and a folder that comes into being by the move takes over
// what people know of the folder it was. Folders that existed keep theirs.
func (x *Index) carryOver(renames []Rename) {
	before := uint32(len(x.tree.nodes))
	filled := map[uint32]bool{}
	for _, r := range renames {
		target := strings.TrimLeft(r.To, "/")
		from, known := x.tree.at(r.From)
		if !known || from == root || r.From == target || target == "" {
			continue
		}
		to := x.tree.intern(target)
		x.tree.nodes[to].inherit(&x.tree.nodes[from])
		x.tree.nodes[from].holding, x.tree.nodes[from].welcomed = holding{}, holding{}
		a, b := x.tree.nodes[from].parent, x.tree.nodes[to].parent
		for ; a != b && a != root && b >= before; a, b = x.tree.nodes[a].parent, x.tree.nodes[b].parent {
			if !filled[b] {
				filled[b] = true
				x.tree.nodes[b].inherit(&x.tree.nodes[a])
			}
		}
	}
}

// inherit adds what people know of another place.
func (n *node) inherit(from *node) {
	n.merge(from.holding)
	n.welcomed.merge(from.welcomed)
}
