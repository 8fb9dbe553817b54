package config

import "slices"

// near returns the candidate with the fewest typing slips from word, if there
// are few enough for it to be a slip: a third of its letters, at least one.
func near(word string, candidates []string) (string, bool) {
	slices.Sort(candidates)
	best, least := "", 0
	for _, c := range candidates {
		few := max(1, len(c)/3)
		if len(c)-len(word) > few || len(word)-len(c) > 4*few { // a letter has at most four bytes
			continue
		}
		if d := slips(word, c); d <= few && (best == "" || d < least) {
			best, least = c, d
		}
	}
	return best, best != ""
}

// slips counts the letters to insert, drop, replace or swap with their
// neighbour to get from a to b (optimal string alignment).
func slips(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(row[j]+1, last[j+1]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
