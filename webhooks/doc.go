// Package webhooks is the door in: bytes from GitHub become deliveries that
// are kept, and later signals that mean something.
//
// The way of one delivery:
//
//   - server.go: Server, the time limits a socket lives under;
//   - receiver.go: Receiver, which checks, keeps and answers, in that order;
//   - outcome.go: Outcome, the fixed set of answers;
//   - signature.go: the proof that the body comes from GitHub;
//   - envelope.go and scanner.go: one pass over the bytes that makes sure they
//     are sound JSON and finds the few numbers the receiver needs;
//   - decode.go: Decode, which a worker calls later, by event name first;
//   - payload.go: the parts of GitHub's payloads we read;
//   - threads.go and places.go: what happens in conversations, and what happens
//     to branches and accounts;
//   - people.go: accounts and repositories in our own words.
//
// The receiver knows nothing of what a delivery means, so that GitHub is
// answered in the time it takes to keep it. The signature covers the body
// alone: event name and delivery id are claims of the sender. That is why
// Decode compares the name with the shape of the body, and why an effect is
// made unique by what it is about and not by the delivery it came with.
//
// Payloads are read into small types of our own. The event types of go-github
// v60 refuse every event of a repository with a custom property of several
// values (google/go-github issue 3229), and do not know which App wrote a
// comment; its parser serves the tests as a second opinion.
package webhooks
