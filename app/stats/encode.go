package stats

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Version is the version of everything this package encodes. It rises when an
// older program could misread what a newer one wrote.
const Version = 1

// ErrNewer is that a newer program wrote this; it is not touched.
var ErrNewer = errors.New("written by a newer version")

// maxEncoded bounds what is decoded: a row of years has a few kilobytes.
const maxEncoded = 1 << 20

// Encode returns the row as JSON with its version.
func (r Row) Encode() ([]byte, error) {
	return encode(struct {
		V int `json:"v"`
		Row
	}{Version, r}, r.check(), "row")
}

// DecodeRow reads what [Row.Encode] wrote.
func DecodeRow(data []byte) (Row, error) {
	var s struct {
		V int `json:"v"`
		Row
	}
	if err := decode(data, &s, "row"); err != nil {
		return Row{}, err
	}
	if err := s.check(); err != nil {
		return Row{}, fmt.Errorf("decoding a row: %w", err)
	}
	return s.Row, nil
}

// Encode returns the mentor as JSON with its version.
func (m Mentor) Encode() ([]byte, error) {
	return encode(struct {
		V int `json:"v"`
		Mentor
	}{Version, m}, m.check(), "mentor")
}

// DecodeMentor reads what [Mentor.Encode] wrote.
func DecodeMentor(data []byte) (Mentor, error) {
	var s struct {
		V int `json:"v"`
		Mentor
	}
	if err := decode(data, &s, "mentor"); err != nil {
		return Mentor{}, err
	}
	if err := s.check(); err != nil {
		return Mentor{}, fmt.Errorf("decoding a mentor: %w", err)
	}
	return s.Mentor, nil
}

// Encode returns the week as JSON with its version.
func (w Week) Encode() ([]byte, error) {
	return encode(struct {
		V    int  `json:"v"`
		Data Week `json:"data"`
	}{Version, w}, w.check(), "week")
}

// DecodeWeek reads what [Week.Encode] wrote.
func DecodeWeek(data []byte) (Week, error) {
	var s struct {
		V    int  `json:"v"`
		Data Week `json:"data"`
	}
	if err := decode(data, &s, "week"); err != nil {
		return Week{}, err
	}
	if err := s.Data.check(); err != nil {
		return Week{}, fmt.Errorf("decoding a week: %w", err)
	}
	return s.Data, nil
}

func encode(v any, wrong error, what string) ([]byte, error) {
	if wrong != nil {
		return nil, fmt.Errorf("encoding a %s: %w", what, wrong)
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encoding a %s: %w", what, err)
	}
	return data, nil
}

// decode reads one JSON object of our version strictly: what we do not know we
// did not write.
func decode(data []byte, into any, what string) error {
	if len(data) > maxEncoded {
		return fmt.Errorf("decoding a %s: %d bytes are too many", what, len(data))
	}
	var head struct {
		V int `json:"v"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("decoding a %s: %w", what, err)
	}
	if head.V > Version {
		return fmt.Errorf("decoding a %s: version %d: %w", what, head.V, ErrNewer)
	}
	if head.V < 1 {
		return fmt.Errorf("decoding a %s: version %d is unknown", what, head.V)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("decoding a %s: %w", what, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("decoding a %s: something follows it", what)
	}
	return nil
}

// MarshalText writes the steps from day to day as base64 of varints: most are
// one byte.
func (d Days) MarshalText() ([]byte, error) {
	var raw []byte
	last := -1
	for _, day := range d {
		if int(day) <= last {
			return nil, fmt.Errorf("day %d follows day %d", day, last)
		}
		raw = binary.AppendUvarint(raw, uint64(int(day)-last))
		last = int(day)
	}
	return base64.RawStdEncoding.AppendEncode(nil, raw), nil
}

// UnmarshalText reads what MarshalText wrote.
func (d *Days) UnmarshalText(text []byte) error {
	raw, err := base64.RawStdEncoding.DecodeString(string(text))
	if err != nil {
		return fmt.Errorf("days: %w", err)
	}
	var days Days
	last := -1
	for len(raw) > 0 {
		step, n := binary.Uvarint(raw)
		if n <= 0 || step == 0 || step > 1<<16 || last+int(step) > 1<<16-1 {
			return errors.New("days: not rising, or out of range")
		}
		last += int(step)
		days, raw = append(days, uint16(last)), raw[n:]
	}
	*d = days
	return nil
}
