package board

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A token lets a program read the boards a person may look at, and nothing
// else. It is shown once; what is kept is its hash. Its owner's rights are
// asked for with every request, as they are for the person.

const (
	tokenStart = "firstmate_"
	mostTokens = 10 // of one person
)

// token is what is kept of one.
type token struct {
	Kind  string    `json:"kind,omitempty"` // kindCalendar; empty: for boards
	Login string    `json:"login"`
	Ends  string    `json:"ends"` // its last four letters, to tell them apart
	Begun time.Time `json:"begun"`
	Until time.Time `json:"until"`
}

// tokenShown is one on its owner's page.
type tokenShown struct {
	Hash, Ends, Begun, Until string
}

// lives are how many days a token may live.
func lives() []string { return []string{"30", "90", "365"} }

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// tokensOf are a person's tokens that are good now, by hash.
func (b *Board) tokensOf(ctx context.Context, person int64) (map[string]token, error) {
	kept, err := b.Tokens.Tokens(ctx, person)
	if err != nil {
		return nil, err
	}
	good := map[string]token{}
	for hash, data := range kept {
		var t token
		if err := json.Unmarshal(data, &t); err != nil {
			return nil, fmt.Errorf("reading a person's tokens: %w", err)
		}
		if t.Until.After(b.Now()) {
			good[hash] = t
		}
	}
	return good, nil
}

// bearer is whom a request's token stands for. given is false where there is
// none; who is nil where it is not good.
func (b *Board) bearer(r *http.Request) (who *Visitor, given bool, err error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if scheme == "" {
		return nil, false, nil
	}
	rest, ours := strings.CutPrefix(secret, tokenStart)
	id, _, whole := strings.Cut(rest, "_")
	person, bad := strconv.ParseInt(id, 10, 64)
	if !strings.EqualFold(scheme, "Bearer") || !ours || !whole || bad != nil {
		return nil, true, nil
	}
	all, err := b.tokensOf(r.Context(), person)
	if err != nil {
		return nil, true, err
	}
	t, good := all[hashOf(secret)]
	if !good || t.Kind != "" {
		return nil, true, nil
	}
	return &Visitor{ID: person, Login: t.Login, program: true}, true, nil
}

// refuse answers a program whose token is not good.
func refuse(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	http.Error(w, "the token is not good, or not any more", http.StatusUnauthorized)
}

// NewToken makes a token and shows it this once.
func (b *Board) NewToken(w http.ResponseWriter, r *http.Request) {
	b.newToken(w, r, tokenStart, "", func(secret string) {
		p := b.begin(r, "token")
		p.Title, p.Body = p.T("token.title"), tokenMade{Shown: secret, Use: p.T("token.use"), How: "Authorization: Bearer …"}
		b.show(w, http.StatusOK, "token", p)
	})
}

// tokenMade fills the page that shows a token this once.
type tokenMade struct{ Shown, Use, How string }

// newToken makes a token of a kind whose secrets begin so, and hands it on.
func (b *Board) newToken(w http.ResponseWriter, r *http.Request, start, kind string, then func(secret string)) {
	who := b.visitor(r.Context())
	if who == nil {
		b.wantsLogin(w, r)
		return
	}
	days := r.PostFormValue("days")
	if !slices.Contains(lives(), days) {
		b.fail(w, r, http.StatusBadRequest)
		return
	}
	all, err := b.tokensOf(r.Context(), who.ID)
	if err == nil && len(all) >= mostTokens {
		b.noted(w, r, "tokens")
		return
	}
	n, _ := strconv.Atoi(days) // one of lives
	secret := fmt.Sprintf("%s%d_%s", start, who.ID, rand.Text())
	t := token{Kind: kind, Login: who.Login, Ends: secret[len(secret)-4:], Begun: b.Now().UTC(), Until: b.Now().UTC().AddDate(0, 0, n)}
	if err == nil {
		err = b.keepToken(r.Context(), who.ID, secret, t)
	}
	if err != nil {
		b.broken(w, r, "making a token", err)
		return
	}
	then(secret)
}

func (b *Board) keepToken(ctx context.Context, person int64, secret string, t token) error {
	data, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return b.Tokens.SetToken(ctx, person, hashOf(secret), data, t.Until)
}

// DropToken makes one of the visitor's tokens worth nothing.
func (b *Board) DropToken(w http.ResponseWriter, r *http.Request) {
	who := b.visitor(r.Context())
	if who == nil {
		b.wantsLogin(w, r)
		return
	}
	if err := b.Tokens.DropToken(r.Context(), who.ID, r.PostFormValue("token")); err != nil {
		b.broken(w, r, "dropping a token", err)
		return
	}
	b.noted(w, r, "")
}

// tokensShown are a person's tokens as their page lists them, the oldest first:
// those for boards, and those in the addresses of calendars.
func (b *Board) tokensShown(ctx context.Context, person int64) (boards, calendars []tokenShown, err error) {
	all, err := b.tokensOf(ctx, person)
	if err != nil {
		return nil, nil, err
	}
	for hash, t := range all {
		out := &boards
		if t.Kind == kindCalendar {
			out = &calendars
		}
		*out = append(*out, tokenShown{hash, t.Ends, t.Begun.Format(time.DateOnly), t.Until.Format(time.DateOnly)})
	}
	for _, list := range [][]tokenShown{boards, calendars} {
		slices.SortFunc(list, func(x, y tokenShown) int { return strings.Compare(x.Begun+x.Hash, y.Begun+y.Hash) })
	}
	return boards, calendars, nil
}
