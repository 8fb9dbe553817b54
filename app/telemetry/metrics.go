package telemetry

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Reading is one look at what waits, over all installations.
type Reading struct {
	Inbox, Effects, Due int           // deliveries and timers in work, effects planned, timers not noticed yet
	Oldest, Late        time.Duration // age of the oldest work; by how much the oldest timer is late
	Parked              int           // pieces of work set aside
	Invited             int           // mentorships whose mentor was asked and has not answered
	Unmet               int           // newcomers who wait for a mentor for more than a day
	Installations       int           // those with a repository
	Budget              int           // requests GitHub takes this hour from the installation with the fewest left; -1 unknown
	Outcomes            map[string]int
}

// lookFor bounds one look: a scrape is answered, also while Redis is away.
const lookFor = 5 * time.Second

// Metrics are firstmate's own registry. Make it with NewMetrics.
type Metrics struct {
	registry *prometheus.Registry
	webhook  *prometheus.HistogramVec
}

// NewMetrics makes a registry that looks anew at each scrape. Where a look
// fails, firstmate_redis_up is 0 and the gauges are left out. version is the program's.
func NewMetrics(version string, look func(context.Context) (Reading, error), log *slog.Logger) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), webhook: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "firstmate_webhook_seconds", Help: "Time to answer a delivery, by status code.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"code"})}
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), m.webhook,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "firstmate_build_info", Help: "Always 1; the label tells the version.", ConstLabels: prometheus.Labels{"version": version},
		}, func() float64 { return 1 }),
		&looker{look: look, log: log},
	)
	return m
}

// Handler answers scrapes.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// Webhook measures how long deliveries wait for their answer.
func (m *Metrics) Webhook(next http.Handler) http.Handler {
	return promhttp.InstrumentHandlerDuration(m.webhook, next)
}

// gauge is one number of a Reading.
type gauge struct {
	desc *prometheus.Desc
	of   func(Reading) float64
}

func newGauge(name, help string, of func(Reading) float64) gauge {
	return gauge{prometheus.NewDesc("firstmate_"+name, help, nil, nil), of}
}

// gauges are all numbers that are looked at.
func gauges() []gauge {
	return []gauge{
		newGauge("inbox_waiting", "Deliveries and due mentorships that are not finished.", func(r Reading) float64 { return float64(r.Inbox) }),
		newGauge("effects_waiting", "Comments and other writes that are planned and not done.", func(r Reading) float64 { return float64(r.Effects) }),
		newGauge("due_waiting", "Timers that ran out and were not noticed yet.", func(r Reading) float64 { return float64(r.Due) }),
		newGauge("work_oldest_seconds", "Age of the oldest work.", func(r Reading) float64 { return r.Oldest.Seconds() }),
		newGauge("wake_late_seconds", "By how much the oldest timer is late.", func(r Reading) float64 { return r.Late.Seconds() }),
		newGauge("parked", "Work that was set aside.", func(r Reading) float64 { return float64(r.Parked) }),
		newGauge("invitations_waiting", "Mentors who were asked and have not answered.", func(r Reading) float64 { return float64(r.Invited) }),
		newGauge("newcomers_without_mentor", "Newcomers who wait for a mentor for more than a day.", func(r Reading) float64 { return float64(r.Unmet) }),
		newGauge("installations", "Installations with a repository.", func(r Reading) float64 { return float64(r.Installations) }),
	}
}

// looker looks when it is scraped.
type looker struct {
	look func(context.Context) (Reading, error)
	log  *slog.Logger
}

// What looker tells beside the gauges.
const (
	upName, upHelp             = "firstmate_redis_up", "Whether Redis answered this scrape."
	budgetName, budgetHelp     = "firstmate_github_budget_left", "Requests GitHub still takes this hour from the installation that has the fewest left, as this process saw it last."
	outcomesName, outcomesHelp = "firstmate_outcomes_total", "What happened in this process, by kind."
)

func (l *looker) Describe(ch chan<- *prometheus.Desc) {
	for _, g := range gauges() {
		ch <- g.desc
	}
	ch <- prometheus.NewDesc(upName, upHelp, nil, nil)
	ch <- prometheus.NewDesc(budgetName, budgetHelp, nil, nil)
	ch <- prometheus.NewDesc(outcomesName, outcomesHelp, []string{"outcome"}, nil)
}

func (l *looker) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), lookFor)
	defer cancel()
	r, err := l.look(ctx)
	up := 1.0
	if err != nil {
		up = 0
		l.log.WarnContext(ctx, "what waits cannot be counted for metrics", "error", err)
	}
	send := func(name, help string, kind prometheus.ValueType, v float64, labels, values []string) {
		ch <- prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, labels, nil), kind, v, values...)
	}
	send(upName, upHelp, prometheus.GaugeValue, up, nil, nil)
	for outcome, n := range r.Outcomes {
		send(outcomesName, outcomesHelp, prometheus.CounterValue, float64(n), []string{"outcome"}, []string{outcome})
	}
	if r.Budget >= 0 {
		send(budgetName, budgetHelp, prometheus.GaugeValue, float64(r.Budget), nil, nil)
	}
	for _, g := range gauges() {
		if err == nil {
			ch <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, g.of(r))
		}
	}
}
