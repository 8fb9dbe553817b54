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
}

const (
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
	return fmt.Sprintf("%sid=%s newcomer=%d mentor=%d state=%s t0=%s %s", markerStart,
		pack(m.Mentorship), m.Newcomer, m.Mentor, pack(string(m.State)), t0, m.Tail())
}

// Tail is the end of the hidden comment from the kind on. It stays the same
// however often the text is worded anew, so texts are found by it.
func (m Marker) Tail() string {
	return fmt.Sprintf("kind=%s key=%s%s", pack(string(m.Kind)), pack(m.Key), markerEnd)
}

var markerShape = regexp.MustCompile(`<!-- firstmate:v1 id=(\S*) newcomer=(-?\d{1,19}) mentor=(-?\d{1,19}) state=(\S*) t0=(\S*) kind=(\S*) key=(\S*) -->`)

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
	if f == nil || !strings.HasPrefix(text, f[0]) {
		return Marker{}, false
	}
	return readMarker(f)
}

func readMarker(f []string) (m Marker, ok bool) {
	good := true
	number := func(s string) int64 {
		n, err := strconv.ParseInt(s, 10, 64)
		good = good && err == nil
		return n
	}
	word := func(s string) string {
		w, ok := unpack(s)
		good = good && ok
		return w
	}
	m = Marker{Mentorship: word(f[1]), Newcomer: number(f[2]), Mentor: number(f[3]),
		State: mentorship.State(word(f[4])), Kind: mentorship.EffectKind(word(f[6])), Key: word(f[7])}
	if f[5] != "" {
		t0, err := time.Parse(time.RFC3339, f[5])
		good = good && err == nil
		m.T0 = t0.UTC()
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
