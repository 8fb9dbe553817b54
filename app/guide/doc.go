// Package guide holds every word firstmate says, and reads the few words it
// understands.
//
// Reading:
//
//   - commands.go: the `/mentor` lines of a comment ([Commands]); talk.go: what
//     the comment around one tells, and whether it asks something ([Asks]);
//   - boxes.go: the boxes people ticked in the tracking issue ([Boxes]).
//
// Writing:
//
//   - render.go: an effect becomes a request to GitHub ([Render]), worded after
//     the record as it stands at that moment;
//   - situation.go: which text a comment of ours should show now;
//   - comment.go, issue.go: what the templates in texts/en are filled with;
//   - replies.go: the one line that answers a refused command;
//   - sanitize.go: words of people on their way into our texts ([Text], [Title]);
//   - marker.go, block.go: the hidden marks by which our own texts, and our part
//     of an issue that people edit too, are found again.
//
// Everything is a pure function of its arguments. Texts by people pass through
// here and are never kept.
package guide
