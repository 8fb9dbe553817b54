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
//   - language.go: the texts in all languages, and whose language one is in;
//   - page.go, issue.go, prepare.go, reasons.go: what the templates in texts are
//     filled with;
//   - own.go: a community's own words in the place of ours;
//   - replies.go, help.go: the one line that answers a refused command, and `help`;
//   - sanitize.go: words of people on their way into our texts ([Text], [Title]);
//   - marker.go, block.go: the hidden marks by which our own texts, and our part
//     of an issue that people edit too, are found again.
//
// Everything is a pure function of its arguments. Texts by people pass through
// here and are never kept; what a community wrote to stand in the place of ours is
// kept with its house rules.
package guide
