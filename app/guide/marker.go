package guide

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Marker is what a hidden comment at the end of our texts tells about them:
// enough to find a text again, and to rebuild a mentorship after a total loss.
// It is believed only in texts written by our own bot account.
type Marker struct {
	Mentorship string
	Newcomer   int64
	Mentor     int64 // 0 if none
	State      mentorship.State
	T0         time.Time
	Kind       mentorship.EffectKind
	Key        string // of the effect that wrote the text

	// What follows is left out where it is zero; texts of earlier versions lack it.
	Asked int64     // whom this text asks: Mentor may be somebody else by the time it is edited
	Since time.Time // when State was entered
	Done  string    // of the tracking issue: steps that are done, such as P1+F2
	Off   string    // and those a person said are not, whatever facts say
}

const (
	// The fields of v1 have names, and a reader passes over those it does not
	// know. What cannot be told in another field needs another number.
	markerStart = "<!-- firstmate:v1 "
	markerEnd   = " -->"
	maxMarker   = 1000 // bytes
)

// String is the whole hidden comment. Its end is [Marker.Tail].
func (m Marker) String() string {
	t0 := ""
	if !m.T0.IsZero() {
		t0 = m.T0.UTC().Format(time.RFC3339)
	}
	return fmt.Sprintf("%sid=%s newcomer=%d mentor=%d state=%s t0=%s %s%s", markerStart,
		pack(m.Mentorship), m.Newcomer, m.Mentor, pack(string(m.State)), t0, m.more(), m.Tail())
}

// more are the fields that may be missing.
func (m Marker) more() (s string) {
	if m.Asked != 0 {
		s = fmt.Sprintf("asked=%d ", m.Asked)
	}
	if !m.Since.IsZero() {
		s += "since=" + m.Since.UTC().Format(time.RFC3339Nano) + " "
	}
	if m.Done != "" {
		s += "done=" + pack(m.Done) + " "
	}
	if m.Off != "" {
		s += "off=" + pack(m.Off) + " "
	}
	return s
}

// Tail is the end of the hidden comment from the kind on. It stays the same
// however often the text is worded anew, so texts are found by it.
func (m Marker) Tail() string {
	return fmt.Sprintf("kind=%s key=%s%s", pack(string(m.Kind)), pack(m.Key), markerEnd)
}

var (
	markerShape  = regexp.MustCompile(`^<!-- firstmate:v1 ((?:[a-z0-9]+=\S* )+)-->`)
	markerNumber = regexp.MustCompile(`^-?\d{1,19}$`)
)

// Find returns the last marker in a text, and whether there is one. Whoever
// calls it makes sure that our own account wrote the text.
func Find(text string) (Marker, bool) {
	at := strings.LastIndex(text, markerStart)
	if at < 0 {
		return Marker{}, false
	}
	text = text[at:]
	if end := strings.Index(text, markerEnd); end < 0 || end > maxMarker {
		return Marker{}, false
	}
	f := markerShape.FindStringSubmatch(text)
	if f == nil {
		return Marker{}, false
	}
	fields := map[string]string{}
	for _, word := range strings.Fields(f[1]) {
		name, value, _ := strings.Cut(word, "=")
		if _, twice := fields[name]; twice {
			return Marker{}, false
		}
		fields[name] = value
	}
	return readMarker(fields)
}

func readMarker(fields map[string]string) (m Marker, ok bool) {
	good := true
	for _, name := range []string{"id", "newcomer", "mentor", "state", "t0", "kind", "key"} {
		_, there := fields[name]
		good = good && there
	}
	number := func(name string) (n int64) {
		if s, there := fields[name]; there {
			var err error
			n, err = strconv.ParseInt(s, 10, 64)
			good = good && err == nil && markerNumber.MatchString(s)
		}
		return n
	}
	word := func(name string) string {
		w, ok := unpack(fields[name])
		good = good && ok
		return w
	}
	at := func(name string) (t time.Time) {
		if s := fields[name]; s != "" {
			var err error
			t, err = time.Parse(time.RFC3339, s)
			good = good && err == nil
			t = t.UTC()
		}
		return t
	}
	m = Marker{
		Mentorship: word("id"), Newcomer: number("newcomer"), Mentor: number("mentor"), State: mentorship.State(word("state")),
		T0: at("t0"), Kind: mentorship.EffectKind(word("kind")), Key: word("key"),
		Asked: number("asked"), Since: at("since"), Done: word("done"), Off: word("off"),
	}
	if !good {
		return Marker{}, false
	}
	return m, true
}

// pack writes a word so that it can neither end the hidden comment nor the
// field: everything but letters, digits and / _ . : # + and single hyphens is
// written as %XX.
func pack(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		hyphen := c == '-' && i > 0 && s[i-1] != '-' && i < len(s)-1
		if letter || hyphen || strings.IndexByte("/_.:#+", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func unpack(s string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		c, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
		if err != nil {
			return "", false
		}
		b.WriteByte(byte(c))
		i += 2
	}
	return b.String(), true
}
