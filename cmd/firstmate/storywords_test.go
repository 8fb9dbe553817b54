package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// values reads key=value words; a value naming a thread becomes its number.
func (s *story) values(words []string) act {
	t := s.rig.t
	a := act{}
	for _, w := range words {
		key, value, ok := strings.Cut(w, "=")
		if !ok {
			t.Fatalf("%q is not key=value", w)
		}
		switch key {
		case "number":
			a[key] = s.number(value)
		case "files", "labels", "approvers":
			a[key] = strings.Split(value, ",")
		case "rules":
			files := map[string]string{".github/firstmate.yml": rulesText(value)}
			if more, ok := a["files"].([]string); ok {
				for _, path := range more {
					files[path] = "changed\n"
				}
			}
			a["files"] = files
		case "draft", "fork":
			a[key] = value == "true"
		case "text":
			if a[key] = any(nil); value != "null" {
				a[key] = rulesText(value)
			}
		default:
			a[key] = strings.ReplaceAll(value, `\n`, "\n")
		}
	}
	return a
}

// fault reads one fault rule; `fault none` clears them.
func (s *story) fault(words []string) []act {
	if len(words) == 1 && words[0] == "none" {
		return []act{}
	}
	rule, headers := act{}, act{}
	for _, w := range words {
		key, value, _ := strings.Cut(w, "=")
		switch {
		case strings.HasPrefix(key, "header."):
			headers[strings.TrimPrefix(key, "header.")] = value
		case slices.Contains([]string{"times", "skip", "status"}, key):
			n, err := strconv.Atoi(value)
			if err != nil {
				s.rig.t.Fatal(err)
			}
			rule[key] = n
		default:
			rule[key] = value
		}
	}
	if len(headers) > 0 {
		rule["headers"] = headers
	}
	return []act{rule}
}

// lines are the lines of a text that say something.
func lines(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "# ") {
			out = append(out, l)
		}
	}
	return out
}

// split cuts a line at spaces; a "quoted value" stays whole.
func split(line string) []string {
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		end, quoted := len(line), false
		for i, r := range line {
			if r == '"' {
				quoted = !quoted
			}
			if r == ' ' && !quoted {
				end = i
				break
			}
		}
		words = append(words, strings.ReplaceAll(line[:end], `"`, ""))
		line = line[end:]
	}
	return words
}

// duration reads 48h or 7d.
func duration(t *testing.T, s string) time.Duration {
	t.Helper()
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.Atoi(days)
		if err != nil {
			t.Fatal(err)
		}
		return time.Duration(n) * 24 * time.Hour
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
