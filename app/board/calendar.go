package board

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// A calendar is an address that programs fetch without signing in, so whoever
// has it reads it: it tells a person's own dates, links to threads, and nobody's
// name. What is kept of it is a hash, among the person's tokens, and it ends as
// they do.

const (
	kindCalendar  = "calendar"
	calendarStart = "calendar_" // so that it is no token for boards
)

// calendarEvery is how often programs are asked to fetch a calendar, by RFC 7986.
const calendarEvery = "PT6H"

// NewCalendar makes the address of a calendar and shows it this once.
func (b *Board) NewCalendar(w http.ResponseWriter, r *http.Request) {
	b.newToken(w, r, calendarStart, kindCalendar, func(secret string) {
		p := b.begin(r, "token")
		address := b.here(r) + "/calendar/" + strings.TrimPrefix(secret, calendarStart) + ".ics"
		p.Title, p.Body = p.T("calendar.title"), tokenMade{Shown: address, Use: p.T("calendar.use")}
		b.show(w, http.StatusOK, "token", p)
	})
}

// Calendar sends the dates of the person whose secret stands in the address.
func (b *Board) Calendar(w http.ResponseWriter, r *http.Request, secret string) {
	id, _, _ := strings.Cut(secret, "_")
	person, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		b.fail(w, r, http.StatusNotFound)
		return
	}
	all, err := b.tokensOf(r.Context(), person)
	if err != nil {
		b.broken(w, r, "asking whose a calendar is", err)
		return
	}
	t, good := all[hashOf(calendarStart+secret)]
	if !good || t.Kind != kindCalendar {
		b.fail(w, r, http.StatusNotFound)
		return
	}
	dates, err := b.People.Dates(r.Context(), mentorship.Person{ID: person, Login: t.Login})
	if err != nil {
		b.broken(w, r, "gathering somebody's dates", err)
		return
	}
	lang := b.tongue(r.Context(), person)
	if lang == "" {
		lang = preferred(r)
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="firstmate.ics"`)
	_, _ = w.Write([]byte(b.calendar(lang, dates))) // a reader who went away is no news
}

// calendar writes dates as iCalendar (RFC 5545): whole days in UTC, for none of
// them is an appointment, and none takes up time.
func (b *Board) calendar(lang string, dates []mentorship.Date) string {
	cal := ics.NewCalendarFor("firstmate")
	cal.SetProductId("-//firstmate//calendar//" + strings.ToUpper(lang))
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName("firstmate")
	cal.SetXWRCalName("firstmate")
	cal.SetRefreshInterval(calendarEvery)
	cal.SetXPublishedTTL(calendarEvery)
	for _, d := range dates {
		day := d.At.UTC().Truncate(24 * time.Hour)
		e := cal.AddEvent(uidOf(d))
		e.SetDtStampTime(b.Now())
		e.SetAllDayStartAt(day)
		e.SetAllDayEndAt(day.AddDate(0, 0, 1))
		e.SetSummary(b.dateText(lang, d))
		e.SetTimeTransparency(ics.TransparencyTransparent)
		e.SetClass(ics.ClassificationPrivate)
		if link := b.dateLink(d); link.To != "" {
			e.SetURL(link.To)
		}
	}
	return cal.Serialize(ics.WithNewLineWindows)
}

// dateText is what falls on a day, in words.
func (b *Board) dateText(lang string, d mentorship.Date) string {
	where := d.Owner
	if !d.Pull.Zero() {
		where = fmt.Sprintf("%s#%d", d.Pull.Repo.FullName(), d.Pull.Number)
	}
	return b.phrases.say(lang, "date."+string(d.Kind), "where", where)
}

// dateLink leads to the tracking issue, or else the pull request; zero for what
// concerns the person alone.
func (b *Board) dateLink(d mentorship.Date) Link {
	switch {
	case !d.Issue.Zero():
		return b.linkTo(d.Issue, "issues")
	case !d.Pull.Zero():
		return b.linkTo(d.Pull, "pull")
	}
	return Link{}
}

// uidOf names a date: the same for the same date at every fetch, so that one that
// moves moves in the calendar, too. It tells nothing.
func uidOf(d mentorship.Date) string {
	sum := sha256.Sum256([]byte(fmt.Sprint(d.Tenant, "/", d.Story, "/", d.Kind)))
	return hex.EncodeToString(sum[:12]) + "@firstmate"
}
