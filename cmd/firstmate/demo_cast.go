package main

import (
	"strings"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// cast is who plays in the demo's story and where: on the built-in sample
// (demo_world.go) or on somebody's clone (demo_clone.go). Nia, Omar, Kim and
// Lena are the newcomers of both.
type cast struct {
	intro   string
	repo    string // owner/name
	world   githubsim.World
	mentors []string // logins of those who agreed to be asked

	nia, omar, kim, member, bot opening
	second, third, lena         opening // of Nia's year

	request, answer string // what mentors write
}

// opening is a pull request somebody opens.
type opening struct {
	author, title string
	files         []string
	body          string
}

// consented are the mentors as the ledger writes logins.
func (c cast) consented() (out []string) {
	for _, login := range c.mentors {
		out = append(out, strings.ToLower(login))
	}
	return out
}

// builtinCast is the story on the sample of golang/go's history.
func builtinCast() cast {
	return cast{
		intro:   demoIntro,
		repo:    "lantern/lantern",
		mentors: []string{"ines", "bo", "wren", "sol", "tomas"},
		nia: opening{"nia", "Print symbol sizes in the dump",
			[]string{"src/cmd/link/internal/ld/data.go", "src/cmd/link/internal/ld/symtab.go"},
			"The dump lists symbols without their sizes. This prints them, so that it is easy to see what grew."},
		omar: opening{"omar", "Close idle connections sooner", []string{"src/net/http/transport.go"},
			"Idle connections stayed open after the limit was lowered. They are closed at the next use now."},
		kim: opening{"kim", "Name the cipher in the error", []string{"src/crypto/tls/handshake_client.go"},
			"The error said that no cipher fits, but not which ones were offered."},
		member: opening{"ines", "Speed the linker up", []string{"src/cmd/link/internal/ld/lib.go"}, ""},
		bot:    opening{"renovate[bot]", "Update a dependency", []string{"src/go.mod"}, ""},
		second: opening{"nia", "Sort the dump by size", []string{"src/cmd/link/internal/ld/symtab.go"}, "The largest symbols come first now."},
		third: opening{"nia", "Say which symbol is too large", []string{"src/cmd/link/internal/ld/data.go"},
			"The error names the symbol and its size now."},
		lena: opening{"lena", "Explain the flags of the dump", []string{"src/cmd/link/internal/ld/symtab.go"},
			"The help of the linker did not tell what the flags of the dump mean. Now it says so, one line for each of them."},
		request: "Could this be sorted by size?",
		answer:  "Thanks! Could you add a test for the limit?",
	}
}

const demoIntro = `firstmate demo: one project, one year, four newcomers.
The project's past is a sample of golang/go's real development history (people renamed); GitHub is a
stand-in on this machine; the server, the workers and the rules are the true ones.
`
