package app_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/firstmate-app/firstmate/app"
	"github.com/firstmate-app/firstmate/app/mentorship"
	"github.com/firstmate-app/firstmate/app/redisstore"
	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// wall is the clock of a benchmark.
type wall struct{}

func (wall) Now() time.Time { return time.Now() }

// BenchmarkMine gathers what is kept of somebody who is known at one of a
// hundred owners with twenty repositories each.
func BenchmarkMine(b *testing.B) {
	url, _ := redistest.Start(b)
	s, err := redisstore.Open(b.Context(), redisstore.Options{URL: url})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for t := range 100 {
		for i := range 20 {
			r := mentorship.Repo{Tenant: int64(t + 1), ID: int64(t*20 + i + 1), Owner: fmt.Sprint("o", t), OwnerID: int64(t + 1), Name: fmt.Sprint("r", i)}
			if err := s.SetRepos(b.Context(), r.Tenant, []mentorship.Repo{r}, nil); err != nil {
				b.Fatal(err)
			}
			if err := s.SetHouse(b.Context(), r, mentorship.HouseText{SHA: "a", Text: []byte("version: 1\nmentors: [{login: ada}]\n"), ReadAt: time.Now(), People: map[string]mentorship.Person{"ada": {ID: 5, Login: "ada"}}}); err != nil {
				b.Fatal(err)
			}
		}
	}
	nia := mentorship.Person{ID: 77, Login: "nia"}
	if err := s.SetStanding(b.Context(), 50, mentorship.Standing{Person: nia, LanguageAt: time.Now(), Language: "es"}); err != nil {
		b.Fatal(err)
	}
	a := app.New(app.Options{Store: s, Clock: wall{}, Log: slog.New(slog.DiscardHandler)})
	for b.Loop() {
		if mine, err := a.Mine(b.Context(), nia); err != nil || len(mine) != 1 {
			b.Fatal(mine, err)
		}
	}
}
