package main

//go:generate go test -run ^TestSimulatedBoardInABrowser$ -update .

import (
	"html"
	"image"
	"image/draw"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app/board/browsertest"
	"github.com/firstmate-app/firstmate/app/githubsim"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/stats"
)

// simulatedBoard is the board the demo ends with, without the story before it.
func simulatedBoard(t *testing.T) string {
	t.Helper()
	world := withTown(githubsim.World{App: githubsim.WorldApp{ID: 1, Slug: "firstmate"}}, opensOn())
	began := time.Now()
	s, err := openStage(t.Context(), world, "127.0.0.1:0", nil, func() time.Time { return opensOn().Add(time.Since(began)) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	if err := s.rest(t.Context(), demoSettle); err != nil {
		t.Fatal(err)
	}
	page, err := s.settleTown(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// TestSimulatedBoard: anybody sees every part of it, and every picture is there.
func TestSimulatedBoard(t *testing.T) {
	t.Parallel()
	page := simulatedBoard(t)
	b := &browser{t: t, base: strings.TrimSuffix(page, "/board/"+townOwner), http: &http.Client{}}
	t.Cleanup(b.http.CloseIdleConnections)
	got := b.get(page)
	if got.status != http.StatusOK {
		t.Fatalf("%d: %s", got.status, got.text)
	}
	for _, want := range []string{"Mentoring in simulated-harbour", "Now", "Arriving", "The first contribution", "Staying", "Mentorships", "Mentors"} {
		if !strings.Contains(got.text, ">"+want+"<") {
			t.Errorf("%q is missing", want)
		}
	}
	if !strings.Contains(got.text, `<aside class="made-up" aria-label="Simulated."><p class="wide"><strong>Simulated.`) || strings.Contains(got.text, `<option value=".github"`) {
		t.Error("it does not say that it is simulated, or offers what is no part of the work")
	}
	if strings.Contains(got.text, "Not shown:") {
		t.Error("a figure is hidden: the community is too small")
	}
	if strings.Contains(got.text, "not_new") {
		t.Error("a word is still the name of a word")
	}
	if strings.Contains(got.text, "simulated-mentor") || strings.Contains(got.text, "simulated-newcomer") {
		t.Error("somebody is named")
	}
	pictures := regexp.MustCompile(`(?:src|srcset)="([^"]+)"`).FindAllStringSubmatch(got.text, -1)
	if len(pictures) < 4*20 {
		t.Errorf("%d pictures", len(pictures))
	}
	for _, p := range pictures {
		if got := b.get(html.UnescapeString(p[1])); got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), "image/") {
			t.Errorf("%s: %d %s", p[1], got.status, got.header.Get("Content-Type"))
		}
	}
}

// TestSimulatedYear: the same each time, nothing in the future, no mentor over capacity.
func TestSimulatedYear(t *testing.T) {
	t.Parallel()
	now := stats.At(opensOn())
	folk := newTown(now).year()
	if len(folk) != townPeople || !reflect.DeepEqual(folk, newTown(now).year()) {
		t.Fatalf("%d people, or others the second time", len(folk))
	}
	places := map[int64]int{}
	for i, r := range folk {
		c, err := r.kept([]byte("key"), i)
		if err != nil {
			t.Fatal(err)
		}
		if r.T0 > now || r.T0 < now-365*stats.Day {
			t.Errorf("%d came on %s", i, r.T0.Time())
		}
		for k, p := range r.Pairings {
			if p.From > now || p.To > now || p.To != 0 && p.To < p.From {
				t.Errorf("%d: pairing %d is %+v", i, k, p)
			}
		}
		if c.After.State != mentorship.StateActive {
			continue
		}
		if places[c.After.Mentor.ID]++; places[c.After.Mentor.ID] > c.Capacity {
			t.Errorf("%s has more than %d", c.After.Mentor.Login, c.Capacity)
		}
	}
	if len(places) == 0 {
		t.Error("nobody has a mentor now")
	}
}

// TestSimulatedBoardInABrowser: shuts nobody out, by light and dark, on a desk
// and a phone. With -update it takes the pictures of docs/pictures.
func TestSimulatedBoardInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	page := simulatedBoard(t)
	for _, eyes := range browsertest.AllEyes() {
		t.Run(eyes.Name, func(t *testing.T) {
			dir := t.TempDir()
			t.Setenv("FIRSTMATE_PICTURES", dir)
			tab := b.Tab(t, eyes)
			tab.Open(page)
			tab.Ask(`document.querySelectorAll("img").forEach(i => i.loading = "eager")`)
			for tab.Ask("[...document.images].every(i => i.complete)") != "true" { // the tab has a time limit
				continue
			}
			tab.Check(eyes.Name)
			if *update && (!eyes.Phone || !eyes.Dark) {
				end, err := strconv.ParseFloat(tab.Ask(`document.querySelectorAll("main section")[1].querySelectorAll("article")[2].getBoundingClientRect().top + scrollY`), 64)
				if err != nil {
					t.Fatal(err)
				}
				if eyes.Phone {
					end = 1400 * 2
				}
				crop(t, filepath.Join(dir, eyes.Name+".png"), "../../docs/pictures/board-"+eyes.Name+".png", int(end))
			}
		})
	}
}

// crop keeps the top of a picture, in few bytes.
func crop(t *testing.T, from, to string, height int) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	whole, err := png.Decode(in)
	if err != nil {
		t.Fatal(err)
	}
	top := image.NewRGBA(image.Rect(0, 0, whole.Bounds().Dx(), min(height, whole.Bounds().Dy())))
	draw.Draw(top, top.Bounds(), whole, image.Point{}, draw.Src)
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(out, top); err != nil {
		t.Fatal(err)
	}
}
