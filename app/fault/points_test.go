package fault_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write derived files anew")

const list = "../../docs/fault-points.md"

// families names the kinds that tell apart what passes a point: the type whose
// constants they are, and the folder where it is declared.
func families() map[string][2]string {
	kinds := [2]string{"app/mentorship", "EffectKind"}
	scripts := [2]string{"app/redisstore", "script"}
	return map[string][2]string{
		"effect.loaded": kinds, "effect.rendered": kinds, "effect.sent": kinds, "effect.recorded": kinds,
		"redis.before": scripts, "redis.after": scripts,
	}
}

// required are the steps that must have their points: everything a delivery,
// a timer or an effect goes through, and all that leaves a trace.
func required() map[string][]string {
	return map[string][]string{
		"webhooks.Receiver.keep":           {"door.verified", "door.kept"},
		"app/redisstore.Store.Read":        {"read.handed"},
		"app/redisstore.Store.send":        {"redis.before", "redis.after"},
		"app/redisstore.Store.addRepo":     {"repos.named"},
		"app/redisstore.Store.SetBackfill": {"past.noted"},
		"app/redisstore.Store.PutTogether": {"past.together"},
		"app.App.Start":                    {"start.listed"},
		"app/candidates.Advisor.readPast":  {"past.read"},
		"app.App.Delivery":                 {"deliver.begun", "deliver.decoded"},
		"app.App.Due":                      {"due.begun"},
		"app.App.clockDue":                 {"due.looked"},
		"app.App.try":                      {"step.begun", "step.loaded", "step.applied", "step.committed"},
		"app.App.Effect":                   {"effect.loaded"},
		"app.App.do":                       {"effect.rendered", "effect.sent"},
		"app.App.settle":                   {"effect.recorded"},
		"app.App.look":                     {"look.pull"},
		"app/catchup.Catcher.reconcile":    {"catchup.log.listed"},
		"app/catchup.Catcher.fetch":        {"catchup.fetched", "catchup.kept"},
		"app/catchup.Catcher.scanDue":      {"catchup.scan.listed", "catchup.look.kept"},
		"app/redisstore.Store.SetCaughtUp": {"catchup.log.noted"},
		"app/redisstore.Store.SetScanned":  {"catchup.scan.noted"},
		"app/ghclient.door.fetch":          {"github.before", "github.after"},
	}
}

// doors are calls that leave a trace outside the process; whatever function
// makes one must hold a fault point, or is named here with the reason why not.
func doors() map[string][]string {
	return map[string][]string{
		"c.EvalSha":     {"app/redisstore.Store.evaluate"},                                                                                                             // Store.send alone calls it
		"c.HSet":        {"app/redisstore.Store.noteServers"},                                                                                                          // asked again at the next connection; doubt only rises
		"c.HDel":        {"app/redisstore.Store.removeRepo", "app/redisstore.Store.dropMarks", "app/redisstore.Store.DropToken", "app/redisstore.Store.forgetLessons"}, // the last steps, and repeatable
		"c.ZRem":        {"app/redisstore.Store.parked", "app/redisstore.Store.Leave", "app/redisstore.Store.wipeWork"},                                                // tidies up while listing; repeatable
		"net.RoundTrip": {"app/ghclient.Client.Clock"},                                                                                                                 // a read: what time GitHub has
		"GitHub.Do":     nil,
		"c.Set":         {"app/redisstore.Store.EndSession", "app/redisstore.Store.SignOut"}, // somebody waits at the page, and asks again
		"c.ZAdd":        {"app/redisstore.Store.PlanDue"},                                    // once more is the same
		"c.Del":         nil, "c.XAdd": nil, "c.XDel": nil, "c.XAck": nil,
	}
}

// point is one place in the source.
type point struct{ name, in string }

// source is what the test reads of the program.
type source struct {
	points []point
	calls  map[string][]string // "field.Method" called → functions that call it
	consts map[[2]string][]string
}

// TestPointsAreListed: docs/fault-points.md lists every point there is.
func TestPointsAreListed(t *testing.T) {
	src := read(t)
	want := page(t, src)
	if *update {
		if err := os.WriteFile(list, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/fault-points.md is stale: go generate ./app/fault")
	}
}

// TestEveryStepHasItsPoints: no step of the way lacks a point, and no point
// stands at two places.
func TestEveryStepHasItsPoints(t *testing.T) {
	src := read(t)
	at := map[string][]string{}
	seen := map[string]string{}
	for _, p := range src.points {
		at[p.in] = append(at[p.in], p.name)
		if first, twice := seen[p.name]; twice {
			t.Errorf("%s is the name of two points: in %s and in %s", p.name, first, p.in)
		}
		seen[p.name] = p.in
	}
	for step, names := range required() {
		for _, n := range names {
			if !slices.Contains(at[step], n) {
				t.Errorf("%s lacks the fault point %s", step, n)
			}
		}
	}
	if send := src.calls["s.evaluate"]; len(send) != 1 || send[0] != "app/redisstore.Store.send" {
		t.Errorf("scripts are called by %v, want Store.send alone", send)
	}
}

// TestTracesHavePoints: what writes to Redis or GitHub without passing a point is found.
func TestTracesHavePoints(t *testing.T) {
	src := read(t)
	at := map[string]bool{}
	for _, p := range src.points {
		at[p.in] = true
	}
	for call, free := range doors() {
		for _, f := range src.calls[call] {
			if !at[f] && !slices.Contains(free, f) {
				t.Errorf("%s calls %s and holds no fault point", f, call)
			}
		}
	}
	for _, call := range []string{"c.EvalSha", "net.RoundTrip", "c.HSet", "GitHub.Do"} {
		if len(src.calls[call]) == 0 {
			t.Errorf("nobody calls %s: the test looks in the wrong place", call)
		}
	}
}

func page(t *testing.T, src source) []byte {
	var b bytes.Buffer
	b.WriteString("# Fault points\n\nGenerated by `go generate ./app/fault`; what they are for: the package comment of `app/fault`.\n")
	b.WriteString("A name with several last parts is one place passed by several kinds.\n\n| point | where |\n|---|---|\n")
	slices.SortFunc(src.points, func(x, y point) int { return strings.Compare(x.name, y.name) })
	n := 0
	for _, p := range src.points {
		names := []string{p.name}
		if family, ok := families()[p.name]; ok {
			kinds := src.consts[family]
			if len(kinds) == 0 {
				t.Fatalf("no constants of %v found", family)
			}
			names = nil
			for _, k := range kinds {
				names = append(names, p.name+"."+k)
			}
		}
		for _, name := range names {
			fmt.Fprintf(&b, "| `%s` | `%s` |\n", name, p.in)
			n++
		}
	}
	if n < 25 {
		t.Fatalf("only %d points found: the test looks in the wrong place", n)
	}
	return b.Bytes()
}

// read walks the source of the rooms that may have points.
func read(t *testing.T) source {
	t.Helper()
	src := source{calls: map[string][]string{}, consts: map[[2]string][]string{}}
	root := filepath.Join("..", "..")
	for _, room := range []string{"webhooks", "app", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, room), func(path string, d fs.DirEntry, err error) error {
			skip := d != nil && d.IsDir() && slices.Contains([]string{"testdata", "fault", "githubsim"}, d.Name())
			if err != nil || skip {
				if err == nil {
					err = filepath.SkipDir
				}
				return err
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			dir, err := filepath.Rel(root, filepath.Dir(path))
			if err != nil {
				return err
			}
			return src.file(t, filepath.ToSlash(dir), path)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, k := range slices.Collect(maps.Keys(src.consts)) {
		slices.Sort(src.consts[k])
	}
	return src
}

func (s *source) file(t *testing.T, room, path string) error {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			s.function(t, room, d)
		case *ast.GenDecl:
			s.constants(room, d)
		}
	}
	return nil
}

func (s *source) function(t *testing.T, room string, f *ast.FuncDecl) {
	name := room + "." + receiver(f) + f.Name.Name
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		called := base(sel.X) + "." + sel.Sel.Name
		s.calls[called] = append(s.calls[called], name)
		if x, ok := sel.X.(*ast.Ident); !ok || x.Name != "fault" || sel.Sel.Name != "At" {
			return true
		}
		p := point{in: name}
		if lit, ok := call.Args[0].(*ast.BasicLit); ok {
			p.name, _ = strconv.Unquote(lit.Value)
		}
		_, family := families()[p.name]
		if p.name == "" || len(call.Args) > 2 || family != (len(call.Args) == 2) {
			t.Errorf("%s: the name of a fault point is a string in the source, with a second part only for a family of families()", name)
		}
		s.points = append(s.points, p)
		return true
	})
}

// base is the last name of what a method is called on: "c" of s.c.HSet.
func base(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	typ := f.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if id, ok := typ.(*ast.Ident); ok {
		return id.Name + "."
	}
	return ""
}

// constants keeps the values of typed string constants.
func (s *source) constants(room string, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		typ, ok := v.Type.(*ast.Ident)
		if !ok {
			continue
		}
		for _, val := range v.Values {
			if lit, ok := val.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				key := [2]string{room, typ.Name}
				s.consts[key] = append(s.consts[key], text)
			}
		}
	}
}
