package matching

import "fmt"

// Lessons are what a store has for an index: some that were put together into
// an encoded index, and single ones that came after.
type Lessons struct {
	Index   []byte // from [Index.MarshalBinary]; empty when the reader has what is in it
	Changes []Change
	Answers []Answer
	At      string // how far these reach; opaque
}

// Learn takes lessons in. Where they bring an encoded index, it takes the place
// of all that x knew. An encoded index that cannot be read gives [ErrEncoding];
// x then learns the rest alone.
func (x *Index) Learn(l Lessons) (err error) {
	if len(l.Index) > 0 {
		if err = x.UnmarshalBinary(l.Index); err != nil {
			err = fmt.Errorf("taking over an index: %w", err)
			x.adopt(NewIndex())
		}
	}
	for _, c := range l.Changes {
		x.Add(c)
	}
	for _, a := range l.Answers {
		x.Hear(a)
	}
	return err
}
