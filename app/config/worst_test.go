package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// worst are the files of nearly 64 KB known to cost most, each for a reason of its own.
func worst() map[string][]byte {
	fill := func(head, each string) []byte {
		return []byte(head + strings.Repeat(each, (MaxBytes-len(head))/len(each)))
	}
	number := func(head, each string) []byte {
		var b strings.Builder
		b.WriteString(head)
		for i := 0; b.Len() < MaxBytes-len(each)-10; i++ {
			fmt.Fprintf(&b, each, i)
		}
		return []byte(b.String())
	}
	const v = "version: 1\nmentors:\n"
	bomb := "x-a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'z'; c++ {
		bomb += fmt.Sprintf("x-%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", c-1), 9), ","))
	}
	paths := strings.TrimSuffix(strings.Repeat(`"**/a*/**/b*/**/{c,d}*",`, 10), ",")
	var zonesOff, known strings.Builder
	zonesOff.WriteString(v)
	for i := range MaxMentors {
		fmt.Fprintf(&zonesOff, "  - {login: m%d, timezone: America/Argentina/Buenos_Airse%d}\n", i, i%10)
	}
	known.WriteString(v)
	for i := range MaxMentors {
		fmt.Fprintf(&known, "  - {login: m%d, capacity: 3, topics: [stuck, path], languages: [en, es, de], timezone: Europe/Madrid, paths: [%s]}\n", i, paths[:24*7-1])
	}
	return map[string][]byte{
		"a good file of 200 mentors":        []byte(known.String()[:min(known.Len(), MaxBytes)]),
		"a small file":                      []byte(v + "  - login: ada\n"),
		"200 misspelt time zones":           []byte(zonesOff.String()),
		"one key again and again":           fill("", "version: 1\n"),
		"thousands of unknown keys":         number("", "k%d:\n"),
		"thousands of nearly known keys":    number("", "trackin%d:\n"),
		"thousands of wrong items":          fill(v, "  - 1\n"),
		"sections again and again":          fill(v, "timers: {quiet: x}\n"),
		"thousands of anchors":              number("x: [", "&a%d b,"),
		"thousands of aliases":              fill("x-a: &a b\nx-b: [", "*a,"),
		"aliases of a long list":            fill("x-a: &a [{login: ada}, {login: lin}]\n", "mentors: *a\n"),
		"a bomb of aliases":                 []byte(bomb),
		"deep flow":                         fill("x: ", "["),
		"deep flow of maps":                 fill("x: ", "{a: "),
		"deep flow, closed":                 []byte("x: " + strings.Repeat("[", MaxBytes/2-8) + strings.Repeat("]", MaxBytes/2-8)),
		"deep blocks":                       fill("x:\n ", "- "),
		"deep questions":                    fill("", "? "),
		"one long word":                     fill("x: ", "y"),
		"one long quote":                    fill("x: \"", "\\u0041"),
		"one long block":                    fill("x: |\n", " y\n"),
		"one long folded text":              fill("x: \"a", "\n\n"),
		"only comments":                     fill(v, "#\n"),
		"comments between items":            fill(v, "- a #\n#\n"),
		"only blank lines":                  fill(v, "\n"),
		"only carriage returns":             fill(v, "\r"),
		"only tabs":                         fill(v, "\t"),
		"only documents":                    fill(v, "---\n"),
		"tags":                              fill("x: [", "!a b,"),
		"directives":                        number("", "%%TAG !a%d! b\n"),
		"merges":                            fill("x-a: &a {b: c}\nx-b: ", "\n  <<: *a"),
		"colons":                            fill("", "a: "),
		"commas":                            fill("x: [", ",a"),
		"keys without values in one line":   number("x: {", "a%d,"),
		"words of four bytes":               fill("x: ", "😀"),
		"quotes of one letter":              fill("x: [", "'a',"),
		"a coordinator again and again":     fill("program: {coordinators: [", "a,"),
		"two hundred patterns of wildcards": []byte(v + "  - {login: ada, paths: [" + paths + "]}\nwatch: {ignore: [" + strings.Repeat(paths+",", 19) + paths + "]}\n"),
	}
}

// Nobody is told more than can be read, whatever the file.
func TestWorst(t *testing.T) {
	for name, text := range worst() {
		if len(text) > MaxBytes {
			t.Errorf("%s: %d bytes", name, len(text))
		}
		h, fs := Parse(text)
		if len(fs) > maxFindings || Valid(fs) != (h.Version == 1) {
			t.Errorf("%s: %d findings, version %d", name, len(fs), h.Version)
		}
	}
}

func TestManyFindings(t *testing.T) {
	_, fs := Parse([]byte(strings.Repeat("timers: fast\n", 412)))
	last := fs[len(fs)-1]
	want := Finding{Line: 98, Col: 1, Message: "and 315 more findings from here on"}
	if len(fs) != maxFindings || last != want {
		t.Errorf("%d findings, the last is %+v", len(fs), last)
	}
	var warnings []Finding
	for i := range 200 {
		warnings = append(warnings, Finding{Line: i + 1, Col: 1, Message: "odd", Warning: true})
	}
	if fs := tidy(warnings); !Valid(fs) || len(fs) != maxFindings {
		t.Errorf("many warnings make an error: %+v", fs[len(fs)-1])
	}
}

// The worst file of 64 KB known, by time and by memory: go test -bench Worst -benchmem ./app/config
func BenchmarkWorst(b *testing.B) {
	files := worst()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Parse(files[name])
			}
		})
	}
}
