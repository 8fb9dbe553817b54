package board

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Owner shows an owner's board.
func (b *Board) Owner(w http.ResponseWriter, r *http.Request, owner string) {
	b.pageOf(w, r, owner, Viewer, func(p page, win mentorship.Window, v View) {
		p.Here, p.Title, p.Body = "board", p.T("board.title", "owner", win.Repo.Owner), v
		b.show(w, http.StatusOK, "board", p)
	})
}

// Ops shows what needs a coordinator.
func (b *Board) Ops(w http.ResponseWriter, r *http.Request, owner string) {
	b.pageOf(w, r, owner, Coordinator, func(p page, win mentorship.Window, v View) {
		p.Here, p.Title = "ops", p.T("ops.title", "owner", win.Repo.Owner)
		p.Body = View{Intro: p.T("ops.intro"), Sections: v.Ops}
		b.show(w, http.StatusOK, "ops", p)
	})
}

// admit lets through who has the role, or anybody where the board is public and
// the role is a viewer's. Everybody else is answered as if there were nothing:
// somebody who has not signed in is asked to, whether there is such a board or not.
func (b *Board) admit(w http.ResponseWriter, r *http.Request, owner string, needs Role, then func(mentorship.Window, Role)) {
	win, found, err := b.Houses.Window(r.Context(), owner)
	if err != nil {
		b.broken(w, r, "reading what house rules say of a board", err)
		return
	}
	who := b.reader(r.Context())
	open := found && win.Public && needs <= Viewer
	if who == nil && !open {
		b.wantsLogin(w, r)
		return
	}
	role := Guest
	if found {
		role, err = b.role(r.Context(), who, win)
	}
	if err != nil && !open {
		b.broken(w, r, "asking who may look at a board", err)
		return
	}
	if role < needs && !open {
		b.fail(w, r, http.StatusNotFound)
		return
	}
	then(win, role)
}

// pageOf begins a page about an owner, with what fills their board, for those who
// have the role.
func (b *Board) pageOf(w http.ResponseWriter, r *http.Request, owner string, needs Role, then func(page, mentorship.Window, View)) {
	b.admit(w, r, owner, needs, func(win mentorship.Window, role Role) {
		if v, ok := b.view(w, r, win); ok {
			p := b.begin(r, "")
			p.Owner, p.Ops, p.Next = win.Repo.Owner, role >= Coordinator, local(r.URL.Path)
			then(p, win, v)
		}
	})
}

// view is what fills a board; ok is false when the answer is already given.
func (b *Board) view(w http.ResponseWriter, r *http.Request, win mentorship.Window) (v View, ok bool) {
	if b.Views == nil {
		return View{}, true
	}
	query, err := chosen(r)
	if err == nil {
		v, err = b.Views.View(r.Context(), win, b.spoken(r), query)
	}
	switch {
	case errors.Is(err, ErrChoice):
		b.fail(w, r, http.StatusBadRequest)
		return v, false
	case err != nil:
		b.broken(w, r, "making a board", err)
		return v, false
	}
	return v, true
}

// chosen is what the query of a request chooses; ErrChoice: it is no query.
func chosen(r *http.Request) (url.Values, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, ErrChoice
	}
	return query, nil
}
