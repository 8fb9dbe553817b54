// Package mentorship is the ground floor of firstmate: the life of a
// mentorship as pure rules, and the words the rest of the program shares.
//
// Read it in this order:
//
//   - people.go: who and where (Person, Repo, Thread);
//   - signal.go: what one delivery from GitHub says (Signal);
//   - facts.go: what is known about a first pull request and only grows (Facts);
//   - record.go: everything remembered of one newcomer's story (Mentorship);
//   - rules.go: what the community decided (Rules, Mentor);
//   - event.go: what can happen to a mentorship (Event);
//   - machine.go: Apply, the one way a mentorship moves on, with gather.go (facts),
//     commands.go, asking.go (mentors are asked and let go), due.go and outcome.go;
//   - course.go, term.go: the term beyond the first pull request, its end, and the years after it;
//   - ways.go: how two people work together; fit.go: pairs that do not fit, and long absences;
//   - retention.go: who is still around, as a fact that says and moves nothing;
//   - timers.go: every clock, computed from the record and the house rules;
//   - edits.go: which of our texts would now read otherwise;
//   - guards.go: who is new, who is free, which effect is still wanted;
//   - notes.go: what a reply is about;
//   - care.go: the months of a pairing: its clocks and what they do, with pause.go (pause
//     and return), stuck.go (help) and steps.go (steps people tick, the later stages);
//   - checklist.go: the steps of the tracking issue and what ticks them;
//   - effect.go: what we then do outside (Effect), and how it is put into words (Write);
//   - decision.go: why somebody got an answer or silence (Decision);
//   - fault.go: the kinds of things that go wrong at a port (Fault);
//   - preview.go: what was tried out ends when firstmate goes live;
//   - work.go: the pieces of work the clock hands out (Item, Claim).
//
// Nothing here reads a clock, the network or a file: time is an argument, and
// the same events in any order and number lead to the same record, save for
// commands and the passing of time, which keep their places.
package mentorship
