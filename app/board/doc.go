// Package board is the window: the pages a governance board looks at, and the
// page of one's own. It signs people in by GitHub, knows who may see what, and
// lays figures out; what stands in the figures is counted elsewhere.
//
// Everything works without a script. The content security policy allows
// nothing but our own style sheet and pictures, so that even a page with a hole
// in it could not be made to run anything.
//
// A request passes [Board.Guard] (headers, sessions, cross-origin posts), then
// one handler: login.go signs in and out, access.go says what a person is here,
// owner.go shows the board, me.go the page of one's own. page.go turns all of
// them into HTML; figure.go is what a figure consists of.
package board
