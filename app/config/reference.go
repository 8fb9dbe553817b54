package config

import (
	"fmt"
	"strings"
)

// Reference is the table of all keys for docs/configure.md, in Markdown.
func Reference() string {
	var b strings.Builder
	b.WriteString("| Key | Default | Allowed | Meaning |\n|---|---|---|---|\n")
	for _, k := range houseKeys() {
		k.row(&b)
	}
	for _, k := range offerKeys() {
		k.row(&b)
	}
	return b.String()
}

func (k key[C]) row(b *strings.Builder) {
	fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", k.Path, k.Default, k.Allowed, k.Meaning)
}
