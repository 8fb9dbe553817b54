package githistory

import (
	"regexp"
	"slices"
	"strings"
)

// isBot tells whether a name, the part of an address before the @ or a login is
// that of a program. "Jan Bot" is a person: it is a surname.
func isBot(word string) bool {
	word = strings.ToLower(strings.TrimSpace(word))
	return strings.HasSuffix(word, "[bot]") || botSuffix.MatchString(word) || slices.Contains(knownBots(), squeeze(word))
}

var botSuffix = regexp.MustCompile(`^[^ ]+[-_.](bot|robot)$`)

// knownBots are programs that many projects let commit or review, squeezed.
func knownBots() []string {
	return []string{
		"allcontributors", "autorollbot", "bors", "borsng", "circleci", "codecov", "copybara", "copybaraservice",
		"dependabot", "dependabotpreview", "depfu", "githubactions", "githubmergequeue", "gobot", "gopherbot",
		"greenkeeper", "greenkeeperio", "homu", "imgbot", "jenkins", "kubernetesprowrobot", "mergify", "nixpkgsbot",
		"pixeebot", "prowrobot", "pyup", "pyupbot", "ralphbot", "renovate", "renovatebot", "rustbors", "rustbot",
		"rusthighfive", "snyk", "snykbot", "tensorflowergardener", "travisci", "weblate", "whitesource", "zuul",
	}
}
