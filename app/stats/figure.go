package stats

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Figure is one finished figure of the board: nothing in it needs hiding any
// more. Its numbers come from publish, the only place that makes any.
type Figure struct {
	Key        string   `json:"key"`
	Title      string   `json:"title"`             // key of its title
	Definition string   `json:"definition"`        // key of its definition
	Caption    string   `json:"caption,omitempty"` // key of a caveat that must stand under it
	Plot       Plot     `json:"plot"`
	Unit       Unit     `json:"unit"`
	K          int      `json:"k,omitempty"`     // people's choices are in it: cells of fewer are hidden
	Window     Window   `json:"window"`          // what it is about, which may differ from what was asked for
	Repo       int64    `json:"repo,omitempty"`  // 0 is all
	Since      string   `json:"since,omitempty"` // its source is collected from that version on; there are no numbers yet
	Young      int      `json:"young,omitempty"` // days a newcomer must have been here to count; nobody in the window has
	N          int      `json:"n"`               // people, pairings or mentors it is about
	Value      Number   `json:"value"`           // the one number to print large
	Part       Number   `json:"part"`            // numerator of Value, if it is a share
	Whole      Number   `json:"whole"`           // denominator
	Suppressed bool     `json:"suppressed"`      // some number is hidden
	Series     []Series `json:"series,omitempty"`
	Marks      []Mark   `json:"marks,omitempty"` // what makes before and after hard to compare
}

// Series is a line, a row of a heatmap, or the bars of one colour.
type Series struct {
	Key    string  `json:"key"`
	Points []Point `json:"points"`
}

// Point is one value of a series: at a time, after some days or share, or of a
// kind.
type Point struct {
	At   Moment  `json:"at,omitzero"`   // beginning of the week, month or quarter
	X    float64 `json:"x,omitzero"`    // days, months since, or share, as the definition says
	Name string  `json:"name,omitzero"` // of a bar or box
	Y    Number  `json:"y"`
	Low  Number  `json:"low"`  // of a band or box
	High Number  `json:"high"` // likewise
	N    Number  `json:"n"`    // people it rests on, or still at risk
}

// Plot is how a figure is drawn.
type Plot string

// The plots.
const (
	PlotColumns  Plot = "columns" // stacked, one a week or month
	PlotFunnel   Plot = "funnel"
	PlotBands    Plot = "bands" // median between quartiles, one a month
	PlotCurve    Plot = "curve" // steps over days
	PlotLine     Plot = "line"
	PlotHeatmap  Plot = "heatmap"
	PlotBoxes    Plot = "boxes"
	PlotBars     Plot = "bars"
	PlotLorenz   Plot = "lorenz"
	PlotDiverge  Plot = "diverging"
	PlotNumber   Plot = "number"
	PlotMultiple Plot = "multiples"
	PlotMatrix   Plot = "matrix"
)

// Unit is what the numbers count.
type Unit string

// The units.
const (
	UnitCount Unit = "count"
	UnitShare Unit = "share" // 0 to 1
	UnitDays  Unit = "days"
	UnitHours Unit = "hours"
	UnitIndex Unit = "index"       // 0 to 1, no share of anything
	UnitPer   Unit = "per_hundred" // pairings
)

// Number is a number that may be shown, or the reason why none is. The zero
// Number is "there is none", never 0.
type Number struct {
	v     float64
	state numberState
	k     int
}

type numberState uint8

const (
	none   numberState = iota
	shown              // v
	hidden             // fewer than k people, or it would tell a hidden one
	few                // a rate of fewer than [MinRate]
)

// MinRate is how many a rate, a median or a curve must rest on.
const MinRate = 5

// Value is the number, if there is one that is shown.
func (n Number) Value() (v float64, ok bool) { return n.v, n.state == shown }

// Hidden reports whether it is kept back for the sake of people.
func (n Number) Hidden() bool { return n.state == hidden }

// TooFew reports whether it would be a rate of fewer than [MinRate].
func (n Number) TooFew() bool { return n.state == few }

// String is the number, or what to print in its place.
func (n Number) String() string {
	switch n.state {
	case shown:
		return strconv.FormatFloat(n.v, 'f', -1, 64)
	case hidden:
		return "< " + strconv.Itoa(n.k)
	case few:
		return "n < " + strconv.Itoa(MinRate)
	}
	return "–"
}

// MarshalJSON writes a number, null, or an object that says why there is none:
// a reader that takes what is hidden for 0 fails instead.
func (n Number) MarshalJSON() ([]byte, error) {
	switch n.state {
	case shown:
		return json.Marshal(n.v)
	case hidden:
		return json.Marshal(struct {
			LessThan int `json:"hidden"`
		}{n.k})
	case few:
		return []byte(`{"few":true}`), nil
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads what MarshalJSON wrote, for figures that were published.
func (n *Number) UnmarshalJSON(data []byte) error {
	*n = Number{}
	if string(data) == "null" {
		return nil
	}
	if json.Unmarshal(data, &n.v) == nil {
		n.state = shown
		return nil
	}
	var why struct {
		Hidden int  `json:"hidden"`
		Few    bool `json:"few"`
	}
	if err := json.Unmarshal(data, &why); err != nil {
		return fmt.Errorf("a number of a figure: %w", err)
	}
	n.v = 0
	switch {
	case why.Few:
		n.state = few
	case why.Hidden > 0:
		n.state, n.k = hidden, why.Hidden
	default:
		return fmt.Errorf("a number of a figure: %s", data)
	}
	return nil
}

// show makes a number visible, with no more digits than it deserves; what is
// not a number is none.
func show(v float64) Number {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Number{}
	}
	return Number{v: math.Round(v*1e4) / 1e4, state: shown}
}
