// Package ghclient is the door out: everything firstmate asks of GitHub and
// does there goes through a [Client].
//
// The tour, from the wire inwards:
//
//   - faults.go judges an answer: one table from method, status, headers and
//     body to a kind of [mentorship.Fault].
//   - limits.go is the one round tripper below every call. It sets the
//     deadline, reads the whole answer, remembers how long GitHub asked us to
//     wait, and turns whatever is not a plain success into an error, so that
//     go-github's own limit memory and its redirects never come into play.
//   - properties.go takes out of answers what go-github cannot read.
//   - redirects.go says which redirects may be followed, cache.go makes reads
//     conditional, auth.go puts the credentials on.
//   - client.go ties these together, one go-github client per installation.
//   - pulls.go, people.go, house.go, installs.go and past.go are the reads;
//     writes.go and find.go are the writes and how they happen once.
//
// Errors say what was being done and carry a *mentorship.Fault. They are built
// from our own words, methods, paths and status codes only: neither what
// GitHub wrote nor any credential can be in them.
//
// Every call names its tenant, and each tenant has its own token, its own
// conditional reads and its own limits.
package ghclient
