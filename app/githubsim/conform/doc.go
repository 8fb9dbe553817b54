// Package conform holds what goes over the wire between an App and the
// stand-in for GitHub against material nobody here wrote: GitHub's description
// of its REST API, its GraphQL schema and its webhook schemas, as packed by
// Octokit. It is test support and no part of the binary.
//
// The tour, in the order things happen:
//
//   - [Locate] finds the material, [Load] reads it, [Material.NewJudge] makes a
//     [Judge] of it.
//   - [Judge.Handler] goes around the stand-in and [Judge.Deliveries] below its
//     sender (recorder.go). Both only take notes; one goroutine reads them.
//   - A request and its answer are checked against the one operation they
//     belong to (router.go, describe.go, request.go, answer.go); fields the
//     description does not know are found by an own walk (unknown.go).
//   - GraphQL has its own schema and its own walk (graphql.go, gqlanswer.go),
//     deliveries have theirs (webhooks.go).
//   - [Judge.Report] waits for the notes to be read and tells how many exchanges
//     were checked, what was found, and which findings are the description's
//     own lag: those that GitHub's own example for the same operation shows too
//     (lag.go). There is no other list of exceptions.
//
// What the material cannot know is written down where it is decided: redirects
// and 304 may come from anywhere, answers of 500 and more are free, a refusal
// is a basic error with a message, and answers spoiled on purpose are not
// answers of GitHub ([Judge.Spoiled]).
package conform
