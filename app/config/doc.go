// Package config turns what people write down into settings firstmate can
// trust. There are two kinds, and they never mix:
//
//   - House rules: the file .github/firstmate.yml of a community. [Parse] reads
//     it strictly (parse.go, keys.go, values.go) into a [House], and reports
//     everything that is wrong with it at once, each [Finding] with its line and
//     column. The same function serves `firstmate check` and the running App.
//   - Server settings: the flags and environment of the one who runs the
//     program ([Server], server.go, secrets.go).
//
// Between the two kinds of people stands consent (consent.go): anybody may
// propose a mentor in the house rules, but [Resolve] lets an entry act only for
// somebody who stood behind it in person.
//
// Nothing here reads a clock or talks to anybody; only the functions that are
// named after files open files.
package config
