// Package matching answers one question: who should be asked to help with this
// change? It knows people, paths and times, and nothing about GitHub, Redis or
// the clock on the wall.
//
// A tour, in the order in which things happen:
//
//   - A [Change] is one merged change: who wrote it, who reviewed it, which
//     files it touched. It comes from a local history, from a backfill or from
//     a webhook; here they all look alike.
//   - An [Index] takes changes in, one by one and in any order, and remembers
//     who has experience where. Old experience fades by half-lives. An index is
//     kept as bytes ([Index.MarshalBinary]) and forgets what faded ([Index.Compact]);
//     [Lessons] are what a store hands to one.
//   - A [Query] describes a newcomer's change and the people who may be asked.
//     [Index.Rank] puts these people in order with nine features and a set of
//     [Weights]; each [Signal] of a live App adds a little. [Index.Suggest] adds checkable [Reason] values to the first few.
//     [Index.Second] looks for a second mentor with other strengths.
//   - [Prices] spread the load: who was asked becomes dearer, and first place goes
//     to the best score less price. [Assign] finds mentors for many newcomers at
//     once.
//   - A [Method] is any way of ranking; [NewMethod] makes firstmate's own and
//     the ones it is measured against.
//   - [Cases] finds, in a real history, every newcomer whose first change was
//     reviewed by somebody known; [Backtest] lets a method rank for each of them
//     with nothing but what was known at that moment; [Score] compares the
//     rankings with who really reviewed.
//
// Everything is deterministic: the order of files, of the pool, and of changes
// with equal times makes no difference, and candidates who are equal stand in
// the order of their ids. The package uses the standard library only.
package matching
