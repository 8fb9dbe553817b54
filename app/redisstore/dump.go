package redisstore

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// DumpVersion is the version of the file that Export writes. It rises when an
// older program could misread it.
const DumpVersion = 1

// The file is text: one JSON value a line. A head says which versions it is of,
// a foot how many lines stand between; without it the file was cut off. A line
// in between is a part of one key of one tenant, the key without what comes before
// the tenant's own part of it. Of what shares a key with other tenants, or is kept
// by person or by deployment, the line bears a name that begins with a slash.
type (
	dumpHead struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
		Schema  int    `json:"schema"` // of mentorships
		Made    int64  `json:"made"`   // ms
	}
	dumpLine struct {
		Tenant int64      `json:"t,omitempty"`
		Key    string     `json:"k"`
		Kind   string     `json:"y,omitempty"` // of Redis: hash, zset, set, list, string, stream
		Left   int64      `json:"x,omitempty"` // ms that a key lasts, 0 if for ever
		Values []dumpText `json:"v"`           // name and value, member and score, members, or one value; of a stream one entry: its id, then name and value
	}
	dumpFoot struct {
		End *int `json:"end"`
	}
)

const dumpFormat = "firstmate-state"

// dumpText is a value of Redis: text as it is, bytes in base64.
type dumpText string

// MarshalJSON implements [json.Marshaler].
func (t dumpText) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(map[string]string{"b64": base64.StdEncoding.EncodeToString([]byte(t))})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *dumpText) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte("{")) {
		var in struct {
			B64 []byte `json:"b64"`
		}
		err := json.Unmarshal(b, &in)
		*t = dumpText(in.B64)
		return err
	}
	return json.Unmarshal(b, (*string)(t))
}

// mostOfALine bounds a line of the file when it is read.
const mostOfALine = 64 << 20

// readDump goes through a file. Errors name the line. Nothing is passed on of a
// file that a newer program wrote.
func readDump(r io.Reader, do func(dumpLine) error) (lines int, err error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 1<<16), mostOfALine)
	var head dumpHead
	if !sc.Scan() || json.Unmarshal(sc.Bytes(), &head) != nil || head.Format != dumpFormat {
		return 0, errors.Join(sc.Err(), errors.New("line 1: this is no file that `firstmate state export` wrote"))
	}
	if head.Version > DumpVersion || head.Schema > mentorship.SchemaVersion {
		return 0, mentorship.NewFault(mentorship.FaultNewer, fmt.Errorf(
			"a newer firstmate wrote the file (version %d, records of schema %d); this one reads up to %d and %d", head.Version, head.Schema, DumpVersion, mentorship.SchemaVersion))
	}
	for sc.Scan() {
		var foot dumpFoot
		if json.Unmarshal(sc.Bytes(), &foot) == nil && foot.End != nil {
			if *foot.End != lines {
				return lines, fmt.Errorf("line %d: %d lines were written, %d are here", lines+2, *foot.End, lines)
			}
			if sc.Scan() {
				return lines, fmt.Errorf("line %d: there is something behind the end", lines+3)
			}
			return lines, sc.Err()
		}
		lines++
		var l dumpLine
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil || l.Key == "" || len(l.Values) == 0 {
			return lines, fmt.Errorf("line %d: this is no part of an export", lines+1)
		}
		if err := do(l); err != nil {
			return lines, fmt.Errorf("line %d: %w", lines+1, err)
		}
	}
	if err := sc.Err(); err != nil {
		return lines, err
	}
	return lines, fmt.Errorf("line %d: the file was cut off", lines+2)
}

// dumpWriter writes a file.
type dumpWriter struct {
	out   *json.Encoder
	lines int
}

func (w *dumpWriter) line(l dumpLine) error {
	if len(l.Values) == 0 {
		return nil
	}
	w.lines++
	return w.out.Encode(l)
}
