package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/firstmate-app/firstmate/app/config"
)

// maxTree is how many files and folders of a work tree are looked at. A larger
// one counts as not known.
const maxTree = 200_000

// around is what the place of a house rules file tells about it: whether it is
// the owner's, from a clone of the repository called .github, and in a work tree
// which files there are.
func around(path string) (o config.Options, err error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return o, fmt.Errorf("finding the work tree: %w", err)
	}
	root, usual := strings.CutSuffix(filepath.ToSlash(abs), "/"+config.Path)
	if !usual {
		return o, nil
	}
	if filepath.Base(root) == ".github" {
		o.Source = config.OwnerFile
	}
	root = filepath.FromSlash(root)
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		return o, nil // no work tree
	}
	o.Paths, err = filesIn(root)
	return o, err
}

// errTooMany ends a walk that would take too long.
var errTooMany = errors.New("too many files")

// filesIn lists the files of a work tree from its root, nil if there are too many.
func filesIn(root string) ([]string, error) {
	files, seen := []string{}, 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch seen++; {
		case err != nil:
			return err
		case seen > maxTree:
			return errTooMany
		case d.Name() == ".git":
			return skip(d)
		case d.IsDir():
			return nil
		}
		rel, err := filepath.Rel(root, path)
		files = append(files, filepath.ToSlash(rel))
		return err
	})
	if errors.Is(err, errTooMany) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing the files of the work tree: %w", err)
	}
	return files, nil
}

// skip leaves out a folder; .git is a file in linked work trees.
func skip(d fs.DirEntry) error {
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}
