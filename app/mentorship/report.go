package mentorship

import "time"

// ReportID names the work that brings an account's report; no mentorship is named so.
const ReportID = "report"

// ReportIssue is the issue an owner's figures stand in, and the month
// ("2026-11") it tells of.
type ReportIssue struct {
	Thread Thread `json:"thread"`
	Month  string `json:"month"`
}

// ReportMonth is the month a report made at that time tells of.
func ReportMonth(at time.Time) string { return at.UTC().Format("2006-01") }

// reportHour is when on the first of a month reports begin (UTC), and
// reportSpread over how long the accounts are spread, so that not all are made
// at once.
const (
	reportHour   = 6
	reportSpread = 360 * time.Minute
)

// NextReport is when an account's next report is due after a moment.
func NextReport(after time.Time, tenant int64) time.Time {
	u := after.UTC()
	wait := time.Duration(tenant%int64(reportSpread/time.Minute)) * time.Minute
	next := time.Date(u.Year(), u.Month(), 1, reportHour, 0, 0, 0, time.UTC).Add(wait)
	if !next.After(u) {
		next = time.Date(u.Year(), u.Month()+1, 1, reportHour, 0, 0, 0, time.UTC).Add(wait)
	}
	return next
}

// Report is an owner's figures of a month in a repository, one each month.
func Report(owner, in Repo, at time.Time) Effect {
	return Effect{Key: "report/" + itoa(owner.ID) + "/" + itoa(in.ID) + "/" + ReportMonth(at), Kind: EffectReport, Thread: Thread{Repo: owner}}
}
