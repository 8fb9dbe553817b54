package matching

import (
	"slices"
	"strings"
)

// massFiles is how many files a change may touch before it counts as a sweep
// over the repository (formatting, licence headers, renamed imports): who made
// or approved it did not thereby learn these places. Measured on golang/go:
// leaving such changes out adds half a point of top-1; 30 and 100 do nearly as well.
const massFiles = 50

// teaches tells whether working on a file teaches anything: files that tools
// write, and other people's code kept in the repository, do not.
func teaches(file string) bool {
	dir, name := split(file)
	return !isLockFile(name) && !isGenerated(name) && !isVendored(dir)
}

// lessons are the files of a change that teach something.
func lessons(files []string) []string {
	if !slices.ContainsFunc(files, func(f string) bool { return !teaches(f) }) {
		return files
	}
	var out []string
	for _, f := range files {
		if teaches(f) {
			out = append(out, f)
		}
	}
	return out
}

// isLockFile tells the files in which package managers pin versions.
func isLockFile(name string) bool {
	switch name {
	case "go.sum", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb",
		"Cargo.lock", "Gemfile.lock", "Podfile.lock", "composer.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "uv.lock",
		"mix.lock", "flake.lock", "pubspec.lock", "packages.lock.json", "gradle.lockfile", "Package.resolved", "conan.lock",
		"deno.lock", "Chart.lock", ".terraform.lock.hcl", "MODULE.bazel.lock":
		return true
	}
	return false
}

// isGenerated tells files that a usual generator writes, by their names.
func isGenerated(name string) bool {
	for _, end := range [...]string{
		".pb.go", ".pb.cc", ".pb.h", "_pb2.py", "_pb2_grpc.py", "_pb2.pyi", ".pb.gw.go", "_pb.js", "_pb.ts",
		".g.dart", ".freezed.dart", ".Designer.cs", ".g.cs",
		".min.js", ".min.css", ".js.map", ".css.map", "_string.go", "_mock.go",
	} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return strings.Contains(name, "_generated.") || strings.Contains(name, ".generated.") ||
		strings.HasPrefix(name, "generated.") || strings.HasPrefix(name, "zz_generated") ||
		strings.HasPrefix(name, "mock_") && strings.HasSuffix(name, ".go") || name == "bindata.go"
}

// isVendored tells folders that hold other people's code.
func isVendored(dir string) bool {
	for part := range strings.SplitSeq(dir, "/") {
		switch part {
		case "vendor", "node_modules", "third_party", "third-party", "Godeps", "bower_components", "jspm_packages", "Pods", "Carthage":
			return true
		}
	}
	return false
}
