package guide

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	ghtml "github.com/yuin/goldmark/renderer/html"
)

var (
	inCode  = regexp.MustCompile(`(?s)<(pre|code)\b.*?</(pre|code)>`)
	comment = regexp.MustCompile(`(?s)<!--.*?-->`)
	anyTag  = regexp.MustCompile(`<[^>]*>`)
	atName  = regexp.MustCompile(`(?:^|[^A-Za-z0-9_@/])@([A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9_.-]+)?)`)
	ref     = regexp.MustCompile(`(?i)(?:^|[^\w])(?:[\w.-]+/[\w.-]+)?(?:#\d+|gh-\d+)`)
	commit  = regexp.MustCompile(`(?i)(?:^|[^0-9a-z_])[0-9a-f]{7,40}(?:$|[^0-9a-z_])`)
)

// rendered is what a reader sees of Markdown, as plain text.
func rendered(markdown string) string {
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(ghtml.WithUnsafe()))
	if err := md.Convert([]byte(markdown), &b); err != nil {
		panic(err)
	}
	return b.String()
}

// mentions finds whom GitHub would notify: in the rendered page outside of
// code, and, to be strict, in the raw text with entities decoded.
func mentions(markdown string) []string {
	page := comment.ReplaceAllString(rendered(markdown), "")
	page = inCode.ReplaceAllString(page, " ")
	var out []string
	seen := map[string]bool{}
	for _, text := range []string{html.UnescapeString(anyTag.ReplaceAllString(page, " ")), html.UnescapeString(comment.ReplaceAllString(markdown, ""))} {
		for _, m := range atName.FindAllStringSubmatch(text, -1) {
			if name := strings.ToLower(m[1]); !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
	}
	return out
}
