package config

import "time"

// Missed are the settings of looking for deliveries that did not arrive. They
// are part of [Server].
type Missed struct {
	ReconcileEvery time.Duration `env:"FIRSTMATE_RECONCILE_EVERY" default:"5m" placeholder:"DURATION" help:"How often GitHub's log of deliveries is compared with what arrived, 10s to 1h."`
	ScanEvery      time.Duration `env:"FIRSTMATE_SCAN_EVERY" default:"24h" placeholder:"DURATION" help:"How often repositories are looked through for what no delivery told, 1h to 48h."`
}

func (m Missed) check() error {
	return joinLine(
		checkSpan("FIRSTMATE_RECONCILE_EVERY", m.ReconcileEvery, 10*time.Second, time.Hour, "is between 10s and 1h", "5m"),
		checkSpan("FIRSTMATE_SCAN_EVERY", m.ScanEvery, time.Hour, 48*time.Hour, "is between 1h and 48h", "24h"),
	)
}

func checkSpan(name string, d, least, most time.Duration, problem, example string) error {
	if d >= least && d <= most {
		return nil
	}
	return settingError(name, problem, example)
}
