package plot

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestContactSheet writes all plots and pages that show them side by side, for
// people to look at: PLOT_SHEET=dir go test -run ContactSheet ./app/board/plot
func TestContactSheet(t *testing.T) {
	dir := os.Getenv("PLOT_SHEET")
	if dir == "" {
		dir = t.TempDir()
	}
	press := newPress(t)
	for _, look := range looks() {
		page := `<body style="margin:8px;background:#888;columns:` + map[Size]string{Phone: "4", Desktop: "3"}[look.Size] + `;column-gap:8px">`
		for _, s := range board() {
			svg, err := press.SVG(s.fig, look)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%s-%s.svg", s.name, lookName(look))
			writeFile(t, filepath.Join(dir, name), svg)
			page += fmt.Sprintf(`<img src="%s" style="display:block;margin-bottom:8px;break-inside:avoid">`, name)
		}
		writeFile(t, filepath.Join(dir, lookName(look)+".html"), []byte(page))
	}
}

func newPress(t testing.TB) *Press {
	t.Helper()
	press, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return press
}

func looks() []Look {
	return []Look{{Size: Phone}, {Dark: true, Size: Phone}, {Size: Desktop}, {Dark: true, Size: Desktop}}
}

func lookName(l Look) string {
	shade := "light"
	if l.Dark {
		shade = "dark"
	}
	return fmt.Sprintf("%s-%d", shade, l.Size)
}

func writeFile(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
