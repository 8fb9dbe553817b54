package githubsim

import (
	"maps"
	"net/http"
	"slices"
)

// getTree lists the files at a commit or branch; only the whole tree at once.
func getTree(c *call) answer {
	at := c.repo.git.resolve(c.vars["sha"])
	if at == nil {
		return notFound()
	}
	if c.query.Get("recursive") == "" {
		return fail(http.StatusNotImplemented, "The stand-in lists whole trees only.")
	}
	files := c.repo.git.files(at)
	entries := []obj{}
	for _, p := range slices.Sorted(maps.Keys(files)) {
		sha := files[p].blob()
		entries = append(entries, obj{
			"path": p, "mode": "100644", "type": "blob", "sha": sha, "size": len(files[p].content()),
			"url": c.view.repoAPI(c.repo) + "/git/blobs/" + sha,
		})
	}
	sha := gitHash("tree", at.sha)
	return ok(obj{"sha": sha, "url": c.view.repoAPI(c.repo) + "/git/trees/" + sha, "tree": entries, "truncated": false})
}
