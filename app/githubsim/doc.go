// Package githubsim is a stateful stand-in for GitHub, for demonstrations and
// tests. It knows nothing of the clients it serves: it shares no code with
// them, so that it cannot share their mistakes.
//
// The tour, from the outside in:
//
//   - [Server] is an http.Handler. /_sim/ holds its own doors (doors.go);
//     everything else is GitHub's REST subset (routes.go lists it) and the
//     GraphQL subset (graphql.go).
//   - A request passes the fault rules (faults.go), the credentials check
//     (auth.go) and its handler; a mutating one leaves an entry in the ledger
//     (ledger.go) with the people GitHub would have notified (mentions.go).
//   - [World] describes the state at start (world.go, worldbuild.go);
//     [BuiltinWorld] is the one used when nothing else is given.
//   - [Server.Do] lets people act (actions.go and the act_ files): they open
//     pull requests, comment, merge, rename themselves.
//   - What happens is told to the App by signed deliveries, in order, one at
//     a time (deliveries.go, payloads.go).
//
// Objects carry the fields that GitHub's own description
// (https://github.com/github/rest-api-description) requires, payloads those of
// https://github.com/octokit/webhooks. Credentials, rate-limit resets and
// delivery time-outs follow real time; everything else follows the stand-in's
// own clock (clock.go), which can be moved.
package githubsim
