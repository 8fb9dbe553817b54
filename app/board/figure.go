package board

// Figure is one statistic on a page, in the order in which it is read: what it
// is good for, the number, the plot, how it is counted, the data, and files to
// take away. Fields left empty are left out. All texts are in the reader's
// language already; nothing in them may name a person.
type Figure struct {
	// ID names the figure in addresses and files, such as "first-answer":
	// lower-case letters, digits and hyphens.
	ID    string
	Title string
	// Good is one sentence on what the figure is good for.
	Good string
	// Value is the number, with the words it needs beside it in Unit: "31 h",
	// "median until a person answers".
	Value, Unit string
	// N is how many people or cases it rests on, Window the span of time, both
	// as they are shown.
	N, Window string
	// Hidden says why there is no number, such as "fewer than 5 people"; it never
	// looks like zero.
	Hidden string
	// Later says since which version the figure is collected, while there is
	// nothing to show.
	Later string
	// Caveat is what the figure does not say, such as "association, not effect".
	Caveat string
	// Mark tells of a change within the window that the figure shows: a trial, a
	// flood, another share of newcomers.
	Mark string
	// Plot is the picture; nil: there is none.
	Plot *Plot
	// Definition is how it is counted; Source a link to a published definition.
	Definition string
	Source     *Link
	// Data are the numbers behind the plot.
	Data *Table
	// Downloads are the same numbers as files.
	Downloads []Link
	// Wide asks for the whole width of the page.
	Wide bool
}

// Plot is a picture in two colourings and, if Narrow is set, two widths. The
// addresses are our own: the policy of the pages allows no others.
type Plot struct {
	Light, Dark string
	// Narrow is for screens of a phone's width; empty fields fall back to the
	// wide ones.
	NarrowLight, NarrowDark string
	// Alt tells in one sentence what is to be seen; the data stands below.
	Alt           string
	Width, Height int // pixels, so that nothing jumps
}

// Table are numbers in rows. The first cell of a row is its name.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]Cell
}

// Cell is one cell of a table.
type Cell struct {
	Text   string
	Hidden bool // too few people to tell; Text says how few
	Number bool // set flush right
}

// Link leads somewhere.
type Link struct {
	Text, To string
}

// Section is a group of figures under one heading.
type Section struct {
	ID, Title, Intro string
	Figures          []Figure
}

// Choice is one filter of a page: a list to choose from, sent as a query.
type Choice struct {
	Name, Label string
	Options     []Option
}

// Option is one value of a choice.
type Option struct {
	Value, Text string
	Chosen      bool
}

// View is what fills an owner's board.
type View struct {
	// Intro is one sentence on the state of things.
	Intro    string
	Choices  []Choice
	Sections []Section
	// Ops is what only coordinators see.
	Ops []Section
	// Taken tells from when the numbers are.
	Taken string
}

// Empty reports whether there is nothing to show yet.
func (v View) Empty() bool { return len(v.Sections) == 0 }
