package conform

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Places of the material below the folder that holds the npm packages.
const (
	restFile     = "openapi/generated/api.github.com.json"
	graphQLFile  = "graphql-schema/schema.graphql"
	webhooksFile = "webhooks-schemas/schema.json"
	examplesFile = "webhooks-examples/api.github.com/index.json"
)

// ErrAbsent says that the material is not installed.
var ErrAbsent = errors.New("GitHub's description of its API is not installed: run `make setup`")

// Required says whether a test must fail rather than skip without the
// material: FIRSTMATE_REQUIRE_OCTOKIT=1, as in `make test`.
func Required() bool { return os.Getenv("FIRSTMATE_REQUIRE_OCTOKIT") == "1" }

// Locate finds the folder of the @octokit packages: FIRSTMATE_OCTOKIT, or the
// place below the module's root where .ci/setup installs them. Its error is
// [ErrAbsent] when they are not there.
func Locate() (string, error) {
	dir := os.Getenv("FIRSTMATE_OCTOKIT")
	if dir == "" {
		root, err := moduleRoot()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(root, ".ci", "npm", "node_modules", "@octokit")
	}
	for _, file := range []string{restFile, graphQLFile, webhooksFile, examplesFile} {
		if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
			return "", fmt.Errorf("%w (%s)", ErrAbsent, file)
		}
	}
	return dir, nil
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("looking for the module's root: %w", err)
	}
	for {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || up == dir {
			return "", fmt.Errorf("looking for the module's root: %w", err)
		}
		dir = up
	}
}
