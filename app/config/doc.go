// Package config turns what people write down into settings firstmate can
// trust. There are two kinds, and they never mix:
//
//   - House rules: the file .github/firstmate.yml of a community. [Parse] reads
//     it strictly (parse.go, file.go, walk.go) into a [House], and reports
//     everything that is wrong with it at once, each [Finding] with its line and
//     column. The same function serves `firstmate check`, the check run and the
//     running App. What keys there are stands in one table (keys.go), and what
//     values they take in another place (kinds.go); [Schema] and [Reference] are
//     made from these. [Merge] puts an owner's file and a repository's together.
//   - Server settings: the flags and environment of the one who runs the
//     program ([Server], server.go, secrets.go).
//
// Between those who write house rules and those who are named in them stands
// consent (resolve.go, consent.go): anybody may propose a mentor, but [Resolve]
// lets an entry act only for somebody who stood behind it in person, and
// [Compare] says beforehand what a change would mean for whom.
//
// [ParseOwners] reads the other file people keep on who knows what, CODEOWNERS.
//
// Nothing here reads a clock or talks to anybody; only the functions that are
// named after files open files.
package config
