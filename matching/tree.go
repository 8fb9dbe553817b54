package matching

import "strings"

// root is the node of the whole repository.
const root uint32 = 0

// node is one path that some change has touched: a file or a directory above
// one. Experience is kept per node.
type node struct {
	holding          // everybody's experience, on the places scale
	welcomed holding // reviews of newcomers' changes, on the words scale
	parent   uint32
	name     string   // last component of the path
	tokens   []uint32 // of the last component of the path
	mark     uint32   // change that visited the node last
}

// tree interns paths. A node's ancestors always exist.
type tree struct {
	nodes  []node
	byPath map[string]uint32
	words  words
}

func newTree() tree {
	return tree{nodes: make([]node, 1), byPath: map[string]uint32{}, words: newWords()}
}

// climb visits the nodes and every directory above one, each once per mark.
func (t *tree) climb(files []uint32, mark uint32, visit func(*node)) {
	for _, n := range files {
		for at := &t.nodes[n]; at.mark != mark; at = &t.nodes[at.parent] {
			at.mark = mark
			visit(at)
		}
	}
}

// at returns the node of path, and false when no change has touched it.
func (t *tree) at(path string) (uint32, bool) {
	if path == "" {
		return root, true
	}
	n, ok := t.byPath[path]
	return n, ok
}

// intern returns the node of path and makes it, with its ancestors, if needed.
func (t *tree) intern(path string) uint32 {
	if n, ok := t.at(path); ok {
		return n
	}
	dir, name := split(path)
	parent := t.intern(dir)
	n := uint32(len(t.nodes))
	t.nodes = append(t.nodes, node{parent: parent, name: name, tokens: t.words.intern(name)})
	t.byPath[path] = n
	return n
}

// path is the path of a node.
func (t *tree) path(n uint32) string {
	if n == root {
		return ""
	}
	at := t.nodes[n]
	if at.parent == root {
		return at.name
	}
	return t.path(at.parent) + "/" + at.name
}

// paths are the paths of all nodes, the root's empty.
func (t *tree) paths() []string {
	out := make([]string, len(t.nodes))
	for path, n := range t.byPath {
		out[n] = path
	}
	return out
}

// split cuts a path at its last slash; dir is "" at the top level.
func split(path string) (dir, name string) {
	i := strings.LastIndexByte(path, '/')
	return path[:max(i, 0)], path[i+1:]
}
