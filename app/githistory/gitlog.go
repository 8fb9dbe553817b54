package githistory

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/matching"
)

// logArgs makes git print commits as [logReader] reads them. Fields end with a
// NUL, the one byte that can be in no name, message or path. Only files that
// moved unchanged count as moved: to see more, git would have to read contents.
func logArgs(more ...string) []string {
	return append([]string{"log", "-z", "--find-renames=100%", "--name-status", "--no-ext-diff", "--no-textconv", "--no-color",
		"--no-show-signature", "-O/dev/null", "--encoding=UTF-8", "--format=%x00%H%x00%aN%x00%aE%x00%ct%x00%P%x00%B%x00"}, more...)
}

const (
	manyFiles = 300     // a change of more is large
	keptFiles = 100     // of a large change
	maxField  = 1 << 20 // bytes of one field that are looked at
)

// record is one commit as git prints it.
type record struct {
	id         string
	name, mail string // of the author, by the clone's .mailmap
	at         int64  // committer time, Unix seconds; bad if it cannot be read
	bad        bool
	parents    []string
	message    []byte   // valid until the next record is read
	files      []string // the first manyFiles+1 or so, moved ones under both names; valid until the next record is read
	renames    []matching.Rename
}

// logReader reads what git prints for [logArgs]:
//
//	log    = *record
//	record = NUL id NUL name NUL mail NUL time NUL parents NUL message NUL NUL [LF file *file]
//	file   = status NUL path NUL | "R" digits NUL old NUL new NUL
//
// A status is never empty, so the NUL that begins the next record cannot be
// taken for one.
type logReader struct {
	in    *bufio.Reader
	field []byte
	begun bool // the NUL at the beginning of the next record was read
	words map[string]string
}

func newLogReader(in io.Reader) *logReader {
	return &logReader{in: bufio.NewReaderSize(in, 64<<10), words: map[string]string{}}
}

// next reads a record; the error is io.EOF when there are no more.
func (l *logReader) next(r *record) error {
	if !l.begun {
		if err := l.empty(); err != nil {
			return err // io.EOF for a log without any commit
		}
	}
	l.begun = false
	if err := l.head(r); err != nil {
		return noEOF(err)
	}
	return l.files(r)
}

// head reads everything before the paths.
func (l *logReader) head(r *record) error {
	var parents string
	for _, take := range []func(){
		func() { r.id = string(l.field) },
		func() { r.name = l.text() },
		func() { r.mail = l.text() },
		func() {
			var err error
			r.at, err = strconv.ParseInt(string(l.field), 10, 64)
			r.bad = err != nil
		},
		func() { parents = string(l.field) },
	} {
		if err := l.read(); err != nil {
			return err
		}
		take()
	}
	r.parents = strings.Fields(parents)
	for _, id := range append([]string{r.id}, r.parents...) {
		if !isHash(id) {
			return fmt.Errorf("reading the output of git log: %.80q is no commit id", id)
		}
	}
	if err := l.read(); err != nil {
		return err
	}
	r.message = append(r.message[:0], l.field...)
	return l.empty()
}

// files reads the paths, up to the beginning of the next record or the end.
func (l *logReader) files(r *record) error {
	r.files, r.renames = r.files[:0], r.renames[:0]
	for first := true; ; first = false {
		err := l.read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case len(l.field) == 0:
			l.begun = true
			return nil
		}
		if first {
			status, ok := bytes.CutPrefix(l.field, []byte("\n"))
			if !ok || len(status) == 0 {
				return fmt.Errorf("reading the output of git log: unexpected %.80q", l.field)
			}
			l.field = status
		}
		if err := l.file(r, l.field[0] == 'R'); err != nil {
			return noEOF(err)
		}
	}
}

// file reads the path behind a status, or both paths of what moved.
func (l *logReader) file(r *record, moved bool) error {
	path, err := l.path()
	if err != nil {
		return err
	}
	paths := []string{path}
	if moved {
		to, err := l.path()
		if err != nil {
			return err
		}
		paths = append(paths, to)
	}
	if len(r.files) > manyFiles {
		return nil
	}
	r.files = append(r.files, paths...)
	if moved {
		r.renames = append(r.renames, matching.Rename{From: paths[0], To: paths[1]})
	}
	return nil
}

func (l *logReader) path() (string, error) {
	if err := l.read(); err != nil {
		return "", err
	}
	if len(l.field) == 0 {
		return "", errors.New("reading the output of git log: a path is missing")
	}
	return l.text(), nil
}

// empty reads a field that must hold nothing.
func (l *logReader) empty() error {
	err := l.read()
	if err == nil && len(l.field) > 0 {
		return fmt.Errorf("reading the output of git log: unexpected %.80q", l.field)
	}
	return err
}

// read reads up to the next NUL; of a field longer than maxField, the beginning.
func (l *logReader) read() error {
	l.field = l.field[:0]
	for {
		part, err := l.in.ReadSlice(0)
		l.field = append(l.field, part[:min(len(part), max(0, maxField-len(l.field)))]...)
		switch {
		case err == nil:
			l.field = bytes.TrimSuffix(l.field, []byte{0})
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(l.field) > 0:
			return io.ErrUnexpectedEOF
		default:
			return err
		}
	}
}

// text is the field as a string; equal strings share their memory.
func (l *logReader) text() string {
	if have, ok := l.words[string(l.field)]; ok {
		return have
	}
	s := string(l.field)
	l.words[s] = s
	return s
}

// noEOF makes an end in the middle of something an error.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
