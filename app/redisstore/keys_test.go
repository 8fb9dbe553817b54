package redisstore

import (
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// slot is Redis Cluster's: CRC16 (XMODEM) of what stands in the braces, modulo 16384.
// https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/
func slot(key string) int {
	_, rest, _ := strings.Cut(key, "{")
	name, _, ok := strings.Cut(rest, "}")
	if !ok {
		name = key
	}
	var crc uint16
	for i := range len(name) {
		crc ^= uint16(name[i]) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return int(crc % 16384)
}

// TestTagsSpread: the tags are for ever, and fall evenly on common sizes of a Cluster.
func TestTagsSpread(t *testing.T) {
	const want = "{s00uy} {s01ty} {s02wy} {s03vy} {s04qy} {s05py} {s06sy} {s07ry} {s08rx} {s09sx} {s10ps} {s11qs} {s12cq} {s13bq} {s14ts} {s15us}"
	var tags []string
	for i := range Shards {
		tags = append(tags, tag(i))
	}
	if got := strings.Join(tags, " "); got != want {
		t.Fatalf("tags\n got %s\nwant %s", got, want)
	}
	for masters, most := range map[int]int{2: 8, 3: 6, 4: 4, 6: 3} {
		on := make([]int, masters)
		for i := range Shards {
			on[slot(workKey(i))*masters/16384]++
		}
		for _, n := range on {
			if n > most || n == 0 {
				t.Errorf("on %d masters the shards fall %v", masters, on)
			}
		}
	}
}

// TestTenantStaysInItsSlot: all keys a script for a tenant is given lie in one slot.
func TestTenantStaysInItsSlot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tenant := rapid.Int64Range(1, 1<<53).Draw(t, "tenant")
		text := rapid.StringMatching(`[-a-z0-9{}:/#]{0,20}`)
		other := rapid.Int64().Draw(t, "other")
		home := slot(workKey(shardOf(tenant)))
		for name, b := range builders() {
			in := []reflect.Value{reflect.ValueOf(tenant)}
			f := reflect.ValueOf(b)
			for i := 1; i < f.Type().NumIn(); i++ {
				switch f.Type().In(i).Kind() {
				case reflect.Int64:
					in = append(in, reflect.ValueOf(other))
				case reflect.Int:
					in = append(in, reflect.ValueOf(int(other)))
				default:
					in = append(in, reflect.ValueOf(text.Draw(t, name)))
				}
			}
			if key := f.Call(in)[0].String(); slot(key) != home {
				t.Fatalf("%s made %s, outside the tenant's slot", name, key)
			}
		}
		c := mentorship.Commit{Tenant: tenant, Op: text.Draw(t, "op"), After: mentorship.Mentorship{ID: text.Draw(t, "id")}}
		for _, key := range commitKeys(c) {
			if slot(key) != home {
				t.Fatalf("a commit is given %s, outside the tenant's slot", key)
			}
		}
	})
}

// builders are all key builders that take a tenant first.
func builders() map[string]any {
	all := map[string]any{}
	for _, f := range []any{seenKey, opKey, recordKey, historyKey, threadsKey, headsKey, queuedKey, concernsKey, invitedKey, placesKey, askedKey,
		restKey, decisionKey, decidedKey, standingKey, houseKey, opsKey, pushersKey, learnKey, knownKey, authorsKey, backfillKey, reposKey} {
		all[runtime.FuncForPC(reflect.ValueOf(f).Pointer()).Name()] = f
	}
	return all
}

// TestScriptHeaders: each script says what it is given and what it answers,
// builds keys from BASE alone, and makes no text of a number by itself.
func TestScriptHeaders(t *testing.T) {
	literal := regexp.MustCompile(`'fm:|tostring\(`)
	for _, name := range allScripts() {
		text, err := luaFiles.ReadFile("lua/" + string(name) + ".lua")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"-- " + string(name) + ": ", "-- KEYS ", "-- ARGV ", "-- returns ", "wice: "} {
			if !strings.Contains(string(text), want) && !(want == "wice: " && strings.Contains(string(text), "-- Sent twice")) {
				t.Errorf("%s: the header lacks %q", name, want)
			}
		}
		if m := literal.Find(text); m != nil {
			t.Errorf("%s holds %q", name, m)
		}
	}
	entries, err := luaFiles.ReadDir("lua")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(allScripts())+1 {
		t.Errorf("%d files in lua/, %d scripts are loaded beside lib.lua", len(entries), len(allScripts()))
	}
}
