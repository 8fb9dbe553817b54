package webhooks_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/webhooks"
)

const sound = `{"action":"opened","installation":{"id":900},"repository":{"id":42},"said":"canary-words"}`

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sha1Sign(body string) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write([]byte(body))
	return "sha1=" + hex.EncodeToString(mac.Sum(nil))
}

// flip turns one bit of a body that was signed before.
func flip(p *post, body string) *post {
	b := []byte(body)
	b[len(b)/2] ^= 1
	p.body = bytes.NewReader(b)
	return p
}

func nested(n int) string {
	return `{"installation":{"id":900},"x":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}`
}

func withID(id string) string {
	return fmt.Sprintf(`{"installation":{"id":%s},"repository":{"id":1}}`, id)
}

func withRepo(id string) string {
	return fmt.Sprintf(`{"installation":{"id":1},"repository":{"id":%s}}`, id)
}

// TestIngress goes through the ways a request can be wrong, over real HTTP.
// The numbers are those of the security test plan.
func TestIngress(t *testing.T) {
	const sig = "X-Hub-Signature-256"
	good := sign(secret, []byte(sound))
	digits := strings.TrimPrefix(good, "sha256=")
	cases := []struct {
		name string
		post *post
		want webhooks.Outcome
	}{
		{"00 sound", delivery(sound), webhooks.Accepted},
		{"00 charset named", delivery(sound).with("Content-Type", "application/json; charset=utf-8"), webhooks.Accepted},
		{"00 identity", delivery(sound).with("Content-Encoding", "identity"), webhooks.Accepted},
		{"01 no signature", delivery(sound).with(sig), webhooks.Forged},
		{"02 SHA-1 only", delivery(sound).with(sig).with("X-Hub-Signature", sha1Sign(sound)), webhooks.Forged},
		{"03 wrong secret", delivery(sound).with(sig, sign([]byte("somebody-else's-secret"), []byte(sound))), webhooks.Forged},
		{"04 one bit flipped", flip(delivery(sound), sound), webhooks.Forged},
		{"05 no prefix", delivery(sound).with(sig, digits), webhooks.Forged},
		{"05 upper-case prefix", delivery(sound).with(sig, "SHA256="+digits), webhooks.Forged},
		{"05 upper-case hex", delivery(sound).with(sig, "sha256="+strings.ToUpper(digits)), webhooks.Forged},
		{"05 63 digits", delivery(sound).with(sig, good[:len(good)-1]), webhooks.Forged},
		{"05 65 digits", delivery(sound).with(sig, good+"0"), webhooks.Forged},
		{"05 not hex", delivery(sound).with(sig, good[:len(good)-1]+"g"), webhooks.Forged},
		{"05 empty", delivery(sound).with(sig, ""), webhooks.Forged},
		{"05 two in one", delivery(sound).with(sig, good+", "+good), webhooks.Forged},
		{"07 two signatures", delivery(sound).with(sig, good, good), webhooks.Headers},
		{"07 two events", delivery(sound).with("X-GitHub-Event", "push", "pull_request"), webhooks.Headers},
		{"07 two deliveries", delivery(sound).with("X-GitHub-Delivery", guid, "2"), webhooks.Headers},
		{"07 no event", delivery(sound).with("X-GitHub-Event"), webhooks.Headers},
		{"07 no delivery", delivery(sound).with("X-GitHub-Delivery"), webhooks.Headers},
		{"07 delivery is no token", delivery(sound).with("X-GitHub-Delivery", "{a}:b"), webhooks.Headers},
		{"07 delivery too long", delivery(sound).with("X-GitHub-Delivery", strings.Repeat("a", 65)), webhooks.Headers},
		{"07 event is no token", delivery(sound).with("X-GitHub-Event", "pull request"), webhooks.Headers},
		{"07 unsigned comes before headers", delivery(sound).with(sig).with("X-GitHub-Event"), webhooks.Forged},
		{"10 event of another name is kept", delivery(sound).with("X-GitHub-Event", "issues"), webhooks.Accepted},
		{"13 gzip", delivery(sound).with("Content-Encoding", "gzip"), webhooks.Encoding},
		{"13 gzip in gzip", delivery(sound).with("Content-Encoding", "gzip, gzip"), webhooks.Encoding},
		{"13 gzip after identity", delivery(sound).with("Content-Encoding", "identity", "gzip"), webhooks.Encoding},
		{"13 form", delivery(sound).with("Content-Type", "application/x-www-form-urlencoded"), webhooks.Encoding},
		{"13 unsigned form", delivery(sound).with("Content-Type", "application/x-www-form-urlencoded").with(sig), webhooks.Encoding},
		{"13 no type", delivery(sound).with("Content-Type"), webhooks.Encoding},
		{"16 depth 100", delivery(nested(100)), webhooks.Accepted},
		{"16 depth 101", delivery(nested(101)), webhooks.NotJSON},
		{"16 depth 100,000", delivery(nested(100_000)), webhooks.NotJSON},
		{"16 a million elements", delivery("[" + strings.Repeat("1,", 999_999) + "1]"), webhooks.NotJSON},
		{"16 a million elements inside", delivery(`{"installation":{"id":1},"x":[` + strings.Repeat("1,", 999_999) + "1]}"), webhooks.NotJSON},
		{"16 doubled key", delivery(`{"action":"a","installation":{"id":1},"action":"b"}`), webhooks.NotJSON},
		{"16 doubled installation, other case", delivery(`{"installation":{"id":1},"Installation":{"id":2}}`), webhooks.NotJSON},
		{"16 doubled installation, escaped", delivery(`{"installation":{"id":1},"\u0069nstallation":{"id":2}}`), webhooks.NotJSON},
		{"16 doubled installation, long s", delivery(`{"installation":{"id":1},"inſtallation":{"id":2}}`), webhooks.NotJSON},
		{"16 doubled id", delivery(`{"installation":{"id":1,"ID":2}}`), webhooks.NotJSON},
		{"16 trailing data", delivery(sound + sound), webhooks.NotJSON},
		{"16 trailing space", delivery(sound + " \r\n\t"), webhooks.Accepted},
		{"16 bad UTF-8", delivery(`{"installation":{"id":1},"x":"` + "\xff" + `"}`), webhooks.NotJSON},
		{"16 BOM", delivery("\ufeff" + sound), webhooks.NotJSON},
		{"16 NUL", delivery(`{"installation":{"id":1},"x":"` + "\x00" + `"}`), webhooks.NotJSON},
		{"16 NUL after", delivery(sound + "\x00"), webhooks.NotJSON},
		{"16 empty", delivery(""), webhooks.NotJSON},
		{"16 truncated", delivery(sound[:len(sound)-1]), webhooks.NotJSON},
		{"16 no JSON", delivery("payload=%7B%7D"), webhooks.NotJSON},
		{"17 id 0", delivery(withID("0")), webhooks.NotJSON},
		{"17 id -1", delivery(withID("-1")), webhooks.NotJSON},
		{"17 id 2^53+1", delivery(withID("9007199254740993")), webhooks.Accepted},
		{"17 id 2^63-1", delivery(withID("9223372036854775807")), webhooks.Accepted},
		{"17 id 2^63", delivery(withID("9223372036854775808")), webhooks.NotJSON},
		{"17 id 1e3", delivery(withID("1e3")), webhooks.NotJSON},
		{"17 id 1.0", delivery(withID("1.0")), webhooks.NotJSON},
		{"17 id text", delivery(withID(`"7"`)), webhooks.NotJSON},
		{"17 id null", delivery(withID("null")), webhooks.NotJSON},
		{"17 repository 1e3", delivery(withRepo("1e3")), webhooks.NotJSON},
		{"17 repository 2^63", delivery(withRepo("9223372036854775808")), webhooks.NotJSON},
		{"17 installation is a number", delivery(`{"installation":7}`), webhooks.NotJSON},
		{"18 no installation", delivery(`{"action":"opened","repository":{"id":1}}`), webhooks.Ignored},
		{"18 installation null", delivery(`{"installation":null,"repository":{"id":1}}`), webhooks.Ignored},
		{"18 installation without id", delivery(`{"installation":{"node_id":"x"}}`), webhooks.Ignored},
		{"18 no object", delivery(`[{"installation":{"id":1}}]`), webhooks.Ignored},
		{"18 a text", delivery(`"zen"`), webhooks.Ignored},
		{"18 no repository, no sender", delivery(`{"installation":{"id":1}}`), webhooks.Accepted},
		{"18 unknown event", delivery(sound).with("X-GitHub-Event", "moon_phase"), webhooks.Accepted},
		{"18 event with a digit", delivery(sound).with("X-GitHub-Event", "projects_v2_item"), webhooks.Accepted},
		{"19 unknown installation", delivery(withID("123456789")), webhooks.Accepted},
		{"22 spoofed", delivery(sound).with("X-Forwarded-For", "127.0.0.1").with("X-Forwarded-Host", "evil.example").with("Forwarded", "for=evil.example"), webhooks.Accepted},
		{"-- GET", &post{method: http.MethodGet, header: http.Header{}}, webhooks.Method},
		{"-- PUT", func() *post { p := delivery(sound); p.method = http.MethodPut; return p }(), webhooks.Method},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := openDoor(t)
			status, text, header := d.send(t, c.post)
			if status != c.want.Status() || text != string(c.want)+"\n" {
				t.Errorf("answered %d %q, want %d %q", status, text, c.want.Status(), c.want)
			}
			if kept := len(d.kept); (c.want == webhooks.Accepted) != (kept == 1) {
				t.Errorf("kept %d deliveries after %s", kept, c.want)
			}
			if d.counted[c.want] != 1 || len(d.counted) != 1 {
				t.Errorf("counted %v, want one %s", d.counted, c.want)
			}
			log := d.logged()
			if strings.Count(log, "\n") != 1 || strings.Contains(log, "evil") || strings.Contains(log, "canary") {
				t.Errorf("log is not one plain line: %q", log)
			}
			if strings.Contains(fmt.Sprint(header), "evil") {
				t.Errorf("answer repeats what was sent: %v", header)
			}
		})
	}
}

func TestKept(t *testing.T) {
	d := openDoor(t)
	body := fixture(t, "pull_request.opened")
	d.send(t, delivery(string(body)))
	want := []mentorship.Delivery{{ID: guid, Event: "pull_request", Tenant: 900, RepoID: 42, Body: body, At: noon}}
	if diff := cmp.Diff(want, d.kept); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(d.logged(), "delivery="+guid) {
		t.Errorf("the log does not name the delivery: %q", d.logged())
	}
}

// TestIDsAreExact: numbers beyond 2^53 must not pass through a float.
func TestIDsAreExact(t *testing.T) {
	d := openDoor(t)
	d.send(t, delivery(withID("9007199254740993")))
	if d.kept[0].Tenant != 9007199254740993 {
		t.Errorf("tenant %d", d.kept[0].Tenant)
	}
}

// TestSameDelivery is case 8: a delivery sent a thousand times is accepted once.
func TestSameDelivery(t *testing.T) {
	d := openDoor(t)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			for range 50 {
				if status, _, _ := d.send(t, delivery(sound)); status != http.StatusAccepted {
					t.Errorf("answered %d", status)
				}
			}
		})
	}
	wg.Wait()
	if d.counted[webhooks.Accepted] != 1 || d.counted[webhooks.Known] != 999 || len(d.kept) != 1 {
		t.Errorf("counted %v, kept %d", d.counted, len(d.kept))
	}
}

// TestNewGUID is case 9: the delivery id is not signed, so a replay under
// another one comes in; what keeps it harmless is further inside.
func TestNewGUID(t *testing.T) {
	d := openDoor(t)
	d.send(t, delivery(sound))
	d.send(t, delivery(sound).with("X-GitHub-Delivery", "another"))
	if len(d.kept) != 2 {
		t.Errorf("kept %d", len(d.kept))
	}
}

// TestRotation is case 21.
func TestRotation(t *testing.T) {
	d := openDoor(t)
	old := func() *post {
		return delivery(sound).with("X-Hub-Signature-256", sign(older, []byte(sound)))
	}
	for _, p := range []*post{delivery(sound), old()} {
		if status, _, _ := d.send(t, p); status != http.StatusAccepted {
			t.Errorf("both secrets are current, yet %d", status)
		}
	}
	d.mu.Lock()
	d.secrets = [][]byte{secret}
	d.mu.Unlock()
	if status, _, _ := d.send(t, old()); status != http.StatusUnauthorized {
		t.Errorf("retired secret answered %d", status)
	}
}

// TestEmptySecretSignsNothing: should the source of secrets dry up or hold an
// empty line, nobody can sign with it.
func TestEmptySecretSignsNothing(t *testing.T) {
	d := openDoor(t)
	for _, secrets := range [][][]byte{nil, {nil}, {[]byte("short")}} {
		d.mu.Lock()
		d.secrets = secrets
		d.mu.Unlock()
		for _, key := range []string{"", "short"} {
			p := delivery(sound).with("X-Hub-Signature-256", sign([]byte(key), []byte(sound)))
			if status, _, _ := d.send(t, p); status != http.StatusUnauthorized {
				t.Errorf("secrets %q, key %q: answered %d", secrets, key, status)
			}
		}
	}
}

func TestUnkept(t *testing.T) {
	d := openDoor(t)
	d.fail = errors.New("no replica answered")
	status, text, header := d.send(t, delivery(sound))
	if status != http.StatusServiceUnavailable || text != "unkept\n" || header.Get("Retry-After") == "" {
		t.Errorf("answered %d %q %v", status, text, header)
	}
	if !strings.Contains(d.logged(), "no replica answered") {
		t.Errorf("log lacks the cause: %q", d.logged())
	}
}

// TestNew is case 6: no receiver without secrets that hold.
func TestNew(t *testing.T) {
	keep := (&door{}).keep
	for name, secrets := range map[string][][]byte{
		"none": nil, "empty": {[]byte("")}, "15 bytes": {[]byte("fifteen bytes..")}, "second short": {secret, []byte("x")},
	} {
		rc, err := webhooks.New(webhooks.Options{Secrets: func() [][]byte { return secrets }, Keep: keep, Now: noon.Local})
		if rc != nil || err == nil {
			t.Errorf("%s: a receiver was made", name)
		} else if strings.Contains(err.Error(), "fifteen") {
			t.Errorf("%s: the error tells the secret: %v", name, err)
		}
	}
	if _, err := webhooks.New(webhooks.Options{}); err == nil {
		t.Error("a receiver was made of nothing")
	}
	if _, err := webhooks.New(webhooks.Options{Secrets: func() [][]byte { return [][]byte{[]byte("sixteen bytes...")} }, Keep: keep, Now: noon.Local}); err != nil {
		t.Error(err)
	}
}
