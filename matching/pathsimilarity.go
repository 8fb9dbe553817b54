package matching

// Ways in which RevFinder compares two paths: the number of components, names
// between slashes, in their longest common …
const (
	prefix = iota
	suffix
	substring   // components in a row
	subsequence // in the same order, with gaps
	comparisons // how many ways there are
)

// similarity holds a value per comparison.
type similarity [comparisons]int64

// askedPath is a path, as interned components, that is compared with many. The
// rest is working memory, one cell per component.
type askedPath struct {
	parts     []uint32
	rows, gap []int64
}

func newAskedPath(parts []uint32) *askedPath {
	return &askedPath{parts: parts, rows: make([]int64, len(parts)), gap: make([]int64, len(parts))}
}

// compare counts the common components with another path.
func (a *askedPath) compare(other []uint32) similarity {
	var s similarity
	last := min(len(a.parts), len(other))
	for s[prefix] < int64(last) && a.parts[s[prefix]] == other[s[prefix]] {
		s[prefix]++
	}
	for i := 1; i <= last && a.parts[len(a.parts)-i] == other[len(other)-i]; i++ {
		s[suffix]++
	}
	clear(a.rows)
	clear(a.gap)
	for _, part := range other {
		s[substring] = max(s[substring], a.extend(part))
	}
	if len(a.gap) > 0 {
		s[subsequence] = a.gap[len(a.gap)-1]
	}
	return s
}

// extend takes the next component of the other path. Then rows[i] is the length
// of the longest common row that ends with it and with parts[i], gap[i] that of
// the longest common subsequence of what was taken so far and parts[:i+1]. It
// returns the greatest of the rows.
func (a *askedPath) extend(part uint32) int64 {
	var longest, rowBefore, gapBefore, gapLeft int64
	for i, own := range a.parts {
		row, gap := a.rows[i], a.gap[i]
		a.rows[i] = 0
		if own == part {
			a.rows[i] = rowBefore + 1
			a.gap[i] = gapBefore + 1
		}
		a.gap[i] = max(a.gap[i], gapLeft)
		longest = max(longest, a.rows[i])
		rowBefore, gapBefore, gapLeft = row, gap, a.gap[i]
	}
	return longest
}
