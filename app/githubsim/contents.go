package githubsim

import (
	"cmp"
	"encoding/base64"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
)

const (
	largeFile  = 1 << 20
	base64Line = 60
)

// getContents answers a file, a directory's listing, or raw bytes when the
// Accept header asks for them.
func getContents(c *call) answer {
	where := strings.Trim(c.vars["path"], "/")
	ref := c.query.Get("ref")
	at := c.repo.git.resolve(ref)
	if at == nil {
		return fail(http.StatusNotFound, "No commit found for the ref "+ref)
	}
	if ch := c.repo.git.file(at, where); ch != nil {
		if strings.Contains(c.r.Header.Get("Accept"), "raw") {
			return answer{status: http.StatusOK, raw: []byte(ch.content()), ctype: "application/vnd.github.raw; charset=utf-8"}
		}
		return ok(c.file(where, cmp.Or(ref, defaultBranch), ch))
	}
	entries := c.directory(where, cmp.Or(ref, defaultBranch), at)
	if len(entries) == 0 {
		return notFound()
	}
	return ok(entries)
}

// file is one file with its content in base64, in lines as GitHub breaks
// them; above 1 MiB the content is left out.
func (c *call) file(where, ref string, ch *change) obj {
	o := c.entryOf("file", where, ref, ch.blob(), len(ch.content()))
	o["encoding"], o["content"] = "base64", wrapped(base64.StdEncoding.EncodeToString([]byte(ch.content())))
	if len(ch.content()) > largeFile {
		o["encoding"], o["content"] = "none", ""
	}
	return o
}

func wrapped(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		n := min(base64Line, len(s))
		b.WriteString(s[:n] + "\n")
		s = s[n:]
	}
	return b.String()
}

func (c *call) entryOf(kind, where, ref, sha string, size int) obj {
	api, web := c.view.repoAPI(c.repo), c.view.repoWeb(c.repo)
	self := api + "/contents/" + where + "?ref=" + ref
	git, html := api+"/git/blobs/"+sha, web+"/blob/"+ref+"/"+where
	var download any = web + "/raw/" + ref + "/" + where
	if kind == "dir" {
		git, html, download = api+"/git/trees/"+sha, web+"/tree/"+ref+"/"+where, nil
	}
	return obj{
		"type": kind, "size": size, "name": path.Base(where), "path": where, "sha": sha, "url": self,
		"git_url": git, "html_url": html, "download_url": download,
		"_links": obj{"self": self, "git": git, "html": html},
	}
}

// directory lists what lies directly below a path; empty when nothing does.
func (c *call) directory(where, ref string, at *commit) []obj {
	prefix := where + "/"
	if where == "" {
		prefix = ""
	}
	files := c.repo.git.files(at)
	seen := map[string]obj{}
	for p, ch := range files {
		rest, under := strings.CutPrefix(p, prefix)
		if !under {
			continue
		}
		name, _, deeper := strings.Cut(rest, "/")
		if deeper {
			seen[name] = c.entryOf("dir", prefix+name, ref, gitHash("tree", prefix+name), 0)
		} else {
			seen[name] = c.entryOf("file", p, ref, ch.blob(), len(ch.content()))
		}
	}
	var out []obj
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		out = append(out, seen[name])
	}
	return out
}
