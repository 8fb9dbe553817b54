package plot

import "strings"

// Words are what pictures say besides the names they are given, for boards in
// other languages. {n}, {of} and {value} stand for numbers.
type Words struct {
	NoData                           string
	Median, MiddleHalf, EightOfTen   string
	Interval, Hidden                 string
	AtRisk                           string
	No, Yes, AgreeShare              string
	Even, Measured, GiniSince        string
	OrMore, FewerThan, FromTo        string
	LastPeriods, FirstBins, SomeCell string
	MoreRows, AllRows                string
	// Months are short names, January first; Quarter is one such as "Q{n}".
	Months  [12]string
	Quarter string
}

// English is what pictures say unless their [Look] has other words.
func English() Words {
	return Words{
		NoData: "No data yet",
		Median: "median", MiddleHalf: "middle half", EightOfTen: "8 of 10",
		Interval: "95 % interval", Hidden: "hidden: fewer than {n}",
		AtRisk: "still watched (at risk)",
		No:     "no", Yes: "yes", AgreeShare: "{value} yes",
		Even: "all the same", Measured: "measured, G = {value}", GiniSince: "G by quarter, from 0 (even) to 1",
		OrMore: "{n} or more", FewerThan: "fewer than {n}", FromTo: "{n} to {of}",
		LastPeriods: "the last {n} of {of} periods", FirstBins: "the first {n} of {of} bins", SomeCell: "{n} of {of} cells",
		MoreRows: "{n} more rows are in the table", AllRows: "all rows are in the table",
		Months:  [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		Quarter: "Q{n}",
	}
}

// with puts numbers into a phrase: the first is n, or the value, the second
// what it is of.
func with(phrase, n string, of ...string) string {
	return strings.NewReplacer("{n}", n, "{value}", n, "{of}", strings.Join(of, "")).Replace(phrase)
}
