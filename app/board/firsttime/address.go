package firsttime

import (
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// asked is what was entered.
type asked struct {
	Base  string // where people reach us
	Proxy string // where GitHub sends deliveries instead; "": to Base
	Org   string // the organisation the App will belong to; "": the person
	Name  string // of the App
	Once  bool   // credentials are shown once, and kept elsewhere
}

// before is what the form holds before anything was entered.
func (p *Page) before(r *http.Request) asked {
	if p.asked != nil {
		return *p.asked
	}
	a := asked{Base: p.BaseURL, Proxy: p.Proxy, Name: "firstmate"}
	if a.Base == "" {
		a.Base = scheme(r) + "://" + r.Host
	}
	return a
}

// ask shows the form.
func (p *Page) ask(w http.ResponseWriter, r *http.Request, status int, wrong string, a asked) {
	p.show(w, r, status, "address", view{Title: "Where is firstmate reached?", Wrong: wrong, Asked: a})
}

// Ask takes what was entered.
func (p *Page) Ask(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut || !p.held(r) {
		http.NotFound(w, r)
		return
	}
	field := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	a := asked{
		Base: strings.TrimRight(field("base"), "/"), Proxy: field("proxy"), Org: field("org"), Name: field("name"), Once: field("keep") == "once",
	}
	wrong := a.wrong(p.WebURL)
	if err := p.Ready(); wrong == "" && !a.Once && err != nil {
		wrong = "Credentials cannot be kept here: " + err.Error() + ". Make " + p.Folder + " writable, name another folder with FIRSTMATE_DATA_DIR, or have them shown once."
	}
	if wrong != "" {
		p.ask(w, r, http.StatusUnprocessableEntity, wrong, a)
		return
	}
	p.asked = &a
	http.Redirect(w, r, "/setup", http.StatusSeeOther)
}

// orgForm and nameForm are what an organisation and an App can be called.
var (
	orgForm  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)
	nameForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._-]{0,33}$`)
)

// wrong says what GitHub, or common sense, would refuse; "" if nothing.
func (a asked) wrong(web string) string {
	base, err := url.Parse(a.Base)
	switch {
	case err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http":
		return "The address people use is not an http or https address, such as https://firstmate.acme.org."
	case strings.Trim(base.Path, "/") != "" || base.RawQuery != "" || base.Fragment != "" || base.User != nil:
		return "The address people use is more than a host: the pages live at the top of it."
	case base.Scheme == "http" && !here(base):
		return "By plain http, sessions would travel in the clear: use https where people sign in."
	case a.Org != "" && !orgForm.MatchString(a.Org):
		return "That is not the name of an organisation, as it stands in its address on GitHub."
	case !nameForm.MatchString(a.Name):
		return "An App's name has at most 34 letters, digits, spaces, dots and hyphens."
	}
	return a.unreached(base, web)
}

// unreached says why GitHub could not send deliveries there. One on this very
// machine, as the stand-in is, reaches everything.
func (a asked) unreached(base *url.URL, web string) string {
	if w, err := url.Parse(web); err == nil && here(w) {
		return ""
	}
	if a.Proxy != "" {
		proxy, err := url.Parse(a.Proxy)
		if err != nil || proxy.Scheme != "https" || proxy.Host == "" || here(proxy) {
			return "The webhook proxy is not an https address, such as https://smee.io/your-channel."
		}
		return ""
	}
	if here(base) || web == "https://github.com" && !public(base.Hostname()) {
		return "GitHub cannot reach " + a.Base + ", and refuses such an address. Enter a public one, or a webhook proxy for trying things out."
	}
	return ""
}

// here reports whether an address leads to this machine.
func here(u *url.URL) bool {
	host := u.Hostname()
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || net.ParseIP(host).IsLoopback()
}

// public reports whether a host can be one of the internet.
func public(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsGlobalUnicast() && !ip.IsPrivate()
	}
	for _, ending := range []string{".local", ".internal", ".lan", ".test", ".home.arpa"} {
		if strings.HasSuffix(host, ending) {
			return false
		}
	}
	return strings.Contains(host, ".")
}
