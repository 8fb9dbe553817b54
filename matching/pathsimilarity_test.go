package matching

import "testing"

func TestCompare(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want similarity // prefix, suffix, substring, subsequence
	}{
		{"web/page.go", "web/page.go", similarity{2, 2, 2, 2}},
		{"web/page.go", "docs/start.md", similarity{0, 0, 0, 0}},
		{"web/page.go", "web/router.go", similarity{1, 0, 1, 1}},
		{"web/page.go", "web", similarity{1, 0, 1, 1}},
		{"web/en/start.md", "docs/en/start.md", similarity{0, 2, 2, 2}},
		{"a/store/redis/x.go", "b/c/store/redis/y.go", similarity{0, 0, 2, 2}},
		{"src/web/en/a.go", "src/app/web/b/en/c.go", similarity{1, 0, 1, 3}},
		{"a/b", "b/a", similarity{0, 0, 1, 1}},
		{"a/a", "a", similarity{1, 1, 1, 1}},
	} {
		x := newPastPaths()
		for _, p := range []string{tt.a, tt.b} {
			x.intern(p)
		}
		for range 2 {
			if got := newAskedPath(x.lookup(tt.a)).compare(x.lookup(tt.b)); got != tt.want {
				t.Errorf("%s and %s have %v in common, want %v", tt.a, tt.b, got, tt.want)
			}
			tt.a, tt.b = tt.b, tt.a
		}
	}
}
