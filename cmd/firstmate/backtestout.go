package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/firstmate-app/firstmate/matching"
)

// backtestReport is the JSON form of a backtest.
type backtestReport struct {
	Dataset datasetReport  `json:"dataset"`
	Methods []methodReport `json:"methods"`
}

// datasetReport describes the whole history; cases are those ranked.
type datasetReport struct {
	Changes int `json:"changes"`
	Persons int `json:"persons"`
	Cases   int `json:"cases"`
}

// methodReport is the outcome of one method; shares lie between 0 and 1.
type methodReport struct {
	Name       string   `json:"name"`
	Top1       float64  `json:"top1"`
	Top3       float64  `json:"top3"`
	Top5       float64  `json:"top5"`
	MRR        float64  `json:"mrr"`
	Gini       float64  `json:"gini"`
	MaxShare   float64  `json:"max_share"`
	Fit        float64  `json:"fit"`
	MSPerQuery *float64 `json:"ms_per_query"`
}

func printJSON(w io.Writer, set dataset, results []matching.Result) error {
	report := backtestReport{Dataset: datasetReport{set.changes, set.persons, len(set.cases)}}
	for _, r := range results {
		m := r.Metrics
		report.Methods = append(report.Methods, methodReport{
			Name: r.Method, Top1: short(m.Top1), Top3: short(m.Top3), Top5: short(m.Top5), MRR: short(m.MRR),
			Gini: short(m.Gini), MaxShare: short(m.MaxShare), Fit: short(m.Fit), MSPerQuery: meanMS(r.Took),
		})
	}
	return json.NewEncoder(w).Encode(report)
}

func printTable(w io.Writer, set dataset, results []matching.Result) error {
	fmt.Fprintf(w, "%d changes, %d persons, %d newcomers' first changes ranked\n\n", set.changes, set.persons, len(set.cases))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "method\ttop-1\ttop-3\ttop-5\tMRR\tGini\tmax share\tfit\tms/query\t")
	for _, r := range results {
		m, ms := r.Metrics, "-"
		if mean := meanMS(r.Took); mean != nil {
			ms = fmt.Sprintf("%.3f", *mean)
		}
		fmt.Fprintf(t, "%s\t%.3f\t%.3f\t%.3f\t%.3f\t%.2f\t%.1f%%\t%.3f\t%s\t\n",
			r.Method, m.Top1, m.Top3, m.Top5, m.MRR, m.Gini, 100*m.MaxShare, m.Fit, ms)
	}
	return t.Flush()
}

// short rounds to six decimals.
func short(x float64) float64 { return math.Round(x*1e6) / 1e6 }

func ms(d time.Duration) float64 { return short(float64(d) / float64(time.Millisecond)) }

// meanMS is the mean in milliseconds, nil if nothing was measured.
func meanMS(took []time.Duration) *float64 {
	if len(took) == 0 {
		return nil
	}
	var sum time.Duration
	for _, d := range took {
		sum += d
	}
	mean := short(float64(sum) / float64(len(took)) / float64(time.Millisecond))
	return &mean
}

// rankingLine is one line of a rankings file.
type rankingLine struct {
	ID      string              `json:"id"`
	Ranking []matching.PersonID `json:"ranking"`
	MS      *float64            `json:"ms,omitempty"`
}

// writeRankings writes one line per case, best person first.
func writeRankings(path string, cases []matching.Case, r matching.Result) error {
	return writeWhole(path, 0o644, func(w io.Writer) error {
		lines := json.NewEncoder(w)
		for i, c := range cases {
			line := rankingLine{ID: c.ID, Ranking: r.Rankings[i]}
			if r.Took != nil {
				took := ms(r.Took[i])
				line.MS = &took
			}
			if err := lines.Encode(line); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeWhole writes a file so that it is there whole or not at all. Devices and
// pipes are written to directly.
func writeWhole(path string, mode os.FileMode, write func(io.Writer) error) error {
	if at, err := os.Stat(path); err == nil && !at.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return fill(f, write)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing is left to remove after success
	if err := f.Chmod(mode); err != nil {
		f.Close()
		return err
	}
	if err := fill(f, write); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// fill writes to f through a buffer and closes it.
func fill(f *os.File, write func(io.Writer) error) error {
	defer f.Close()
	buffered := bufio.NewWriter(f)
	if err := write(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return f.Close()
}
