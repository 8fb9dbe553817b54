package board

import (
	"net/http"
	"strconv"
)

// Badge answers with a small picture for README files. It is there only where
// anybody may look at the board; whoever asks, otherwise there is nothing.
func (b *Board) Badge(w http.ResponseWriter, r *http.Request, owner string) {
	win, found, err := b.Houses.Window(r.Context(), owner)
	if err != nil {
		b.broken(w, r, "reading what house rules say of a board", err)
		return
	}
	if !found || !win.Public || b.Views == nil {
		b.fail(w, r, http.StatusNotFound)
		return
	}
	lang := r.URL.Query().Get("language") // of the README, not of the reader
	f, err := b.Views.File(r.Context(), win, lang, "badge.svg", nil)
	if err != nil {
		b.broken(w, r, "drawing a badge", err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Length", strconv.Itoa(len(f.Body)))
	// The same for everybody, and meant for pages elsewhere.
	h.Set("Cache-Control", "public, max-age=600")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Del("Vary")
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.Body)
	}
}
