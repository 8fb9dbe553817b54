package board

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Figures answers with one figure of an owner's board as a file: a picture for
// the page, or numbers to take away. Who may look at the board may have it.
func (b *Board) Figures(w http.ResponseWriter, r *http.Request, owner, name string) {
	b.admit(w, r, owner, Viewer, func(win mentorship.Window, _ Role) {
		if b.Views == nil {
			b.fail(w, r, http.StatusNotFound)
			return
		}
		var f File
		query, err := chosen(r)
		if err == nil {
			f, err = b.Views.File(r.Context(), win, b.spoken(r), name, query)
		}
		switch {
		case errors.Is(err, ErrChoice):
			b.fail(w, r, http.StatusNotFound)
			return
		case err != nil:
			b.broken(w, r, "making a file of a figure", err)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.Type)
		h.Set("Content-Length", strconv.Itoa(len(f.Body)))
		if f.Save {
			h.Set("Content-Disposition", `attachment; filename="`+f.Name+`"`)
		}
		if r.Method != http.MethodHead {
			_, _ = w.Write(f.Body)
		}
	})
}
