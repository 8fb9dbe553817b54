package plot

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
)

// fonts a browser may use; all are as wide as the letters we measured with.
const fonts = "Liberation Sans, Arial, Helvetica, sans-serif"

// plain turns the canvas's inline styles into attributes, which every
// Content-Security-Policy allows, its points into CSS px, and names the
// picture for those who open it alone.
func plain(raw []byte, title string) []byte {
	inline := regexp.MustCompile(`\s*style="([^"]*)"`)
	raw = inline.ReplaceAllFunc(raw, func(m []byte) []byte {
		return attributes(string(inline.FindSubmatch(m)[1]))
	})
	size := regexp.MustCompile(`<svg width="([0-9.e+]+)pt" height="([0-9.e+]+)pt" ([^>]*)>`)
	open := fmt.Sprintf("<svg width=\"$1\" height=\"$2\" $3 role=\"img\" font-family=\"%s\">\n<title>%s</title>",
		fonts, strings.ReplaceAll(escape(title), "$", "$$"))
	return bytes.TrimSpace(size.ReplaceAll(raw, []byte(open)))
}

// attributes of a style; what the root says or is the default is left out.
func attributes(style string) []byte {
	var out bytes.Buffer
	for pair := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(pair, ":")
		if name == "font-family" || name == "font-variant" || strings.HasPrefix(name, "font-") && value == "normal" {
			continue
		}
		fmt.Fprintf(&out, ` %s="%s"`, name, strings.TrimSuffix(value, "px"))
	}
	return out.Bytes()
}

func escape(s string) string {
	var out bytes.Buffer
	if err := xml.EscapeText(&out, []byte(s)); err != nil {
		return "" // a buffer takes everything
	}
	return out.String()
}
