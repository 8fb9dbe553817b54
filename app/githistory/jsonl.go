// Package githistory reads the history of a repository into changes that
// matching can learn from.
//
// It comes from a local clone, see [ReadClone], or from a file of JSON lines,
// plain or compressed with gzip, one merged change per line and the oldest first:
//
//	{"id": "4f2c…", "time": "2017-03-01T12:00:00Z", "author": "p00017",
//	 "reviewers": ["p00003"], "files": ["src/a.go"], "large": true}
//
// "reviewers", "files" and "large" may be left out; other keys are ignored.
// [ReadFile] reads a file into memory, [Lines] goes through one of any size.
package githistory

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/firstmate-app/firstmate/matching"
)

// maxLine is the longest line that is read, in bytes. A change of 300 files with
// the longest paths that exist stays below it.
const maxLine = 4 << 20

// ReadFile returns all changes of a history file. Errors name the file and,
// where one is at fault, the line.
func ReadFile(path string) ([]matching.Change, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []matching.Change
	for c, err := range Lines(path, f) {
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// Lines goes through a history, plain or gzip. It stops after the first error,
// which starts with name and, where a line is at fault, its number: "name:17: …".
// Changes out of time order are an error; so is a gzip stream cut short.
func Lines(name string, r io.Reader) iter.Seq2[matching.Change, error] {
	return func(yield func(matching.Change, error) bool) {
		text, err := plain(r)
		if err != nil {
			yield(matching.Change{}, fmt.Errorf("%s: %w", name, err))
			return
		}
		d := decoder{words: map[string]string{}}
		lines := bufio.NewScanner(text)
		lines.Buffer(make([]byte, 64<<10), maxLine)
		n := 1
		for ; lines.Scan(); n++ {
			if len(bytes.TrimSpace(lines.Bytes())) == 0 {
				continue
			}
			c, err := d.decode(lines.Bytes())
			if err != nil {
				if !lines.Scan() && lines.Err() != nil { // the line is cut because the file is
					err = readable(lines.Err())
				}
				yield(matching.Change{}, fmt.Errorf("%s:%d: %w", name, n, err))
				return
			}
			if !yield(c, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(matching.Change{}, fmt.Errorf("%s:%d: %w", name, n, readable(err)))
		}
	}
}

// plain decompresses r if it begins like gzip.
func plain(r io.Reader) (io.Reader, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	head, err := buffered.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return buffered, nil
	}
	return gzip.NewReader(buffered)
}

// readable says in plain words what the scanner's own errors mean.
func readable(err error) error {
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("the line is longer than %d MiB", maxLine>>20)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the compressed file is cut short")
	}
	return err
}

// line is the wire format of one change.
type line struct {
	ID        string    `json:"id"`
	Time      time.Time `json:"time"`
	Author    string    `json:"author"`
	Reviewers []string  `json:"reviewers"`
	Files     []string  `json:"files"`
	Large     bool      `json:"large"`
}

// decoder turns lines into changes and keeps each distinct word once in memory.
type decoder struct {
	words map[string]string
	last  time.Time
}

func (d *decoder) decode(text []byte) (matching.Change, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return matching.Change{}, fmt.Errorf("not a change: %w", err)
	}
	switch {
	case l.ID == "":
		return matching.Change{}, errors.New(`not a change: no "id"`)
	case l.Time.IsZero():
		return matching.Change{}, errors.New(`not a change: no "time"`)
	case l.Author == "":
		return matching.Change{}, errors.New(`not a change: no "author"`)
	case l.Time.Before(d.last):
		return matching.Change{}, fmt.Errorf("not in time order: %s comes after %s",
			l.Time.UTC().Format(time.RFC3339), d.last.Format(time.RFC3339))
	}
	d.last = l.Time.UTC()
	c := matching.Change{ID: l.ID, Time: d.last, Author: matching.PersonID(d.once(l.Author)), Large: l.Large}
	for _, r := range l.Reviewers {
		c.Reviewers = append(c.Reviewers, matching.PersonID(d.once(r)))
	}
	for _, f := range l.Files {
		c.Files = append(c.Files, d.once(f))
	}
	return c, nil
}

func (d *decoder) once(s string) string {
	if have, ok := d.words[s]; ok {
		return have
	}
	d.words[s] = s
	return s
}
