// Package stats turns what is remembered of newcomers into figures for
// governance boards. It knows dates, counts and pseudonyms, and nothing about
// GitHub, Redis, pages or the clock on the wall.
//
// A tour, in the order in which things happen:
//
//   - A [Row] is what is kept of one newcomer, a [Mentor] and a [Week] of those
//     who help: no words, no names. They are encoded strictly, with a version
//     ([Row.Encode], [DecodeRow]); what a newer program wrote is not touched.
//   - A [Table] holds a tenant's rows and is kept up to date row by row; a [Pool]
//     is what figures need beside it. Who asks to be forgotten leaves by
//     [Table.Remove].
//   - The [Catalogue] describes every figure: what it is good for, what it means,
//     how it is drawn. docs/statistics.md is made from it.
//   - [Publish] makes the figures of people's choices and feelings once a month,
//     as a [Snapshot] to be kept; [Board] makes all others for a [Query], with a
//     [Window] and perhaps a repository, and puts the published ones among them.
//   - Each figure is first a draft with true numbers. One function, publish,
//     makes a [Figure] of it: a [Number] that is kept back is no 0 and cannot be
//     mistaken for one.
//   - Underneath are plain summaries, held against published examples:
//     [Quantile], [Wilson], [KaplanMeier], [Incidence], [LogRank], [Gini], [Lorenz],
//     [Evenness].
//
// The order in which rows came makes no difference to any figure. The package
// uses the standard library only.
package stats
