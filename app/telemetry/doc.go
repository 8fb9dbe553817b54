// Package telemetry is how an operator sees firstmate from outside: metrics for
// Prometheus, traces by OpenTelemetry, and log records that name the delivery
// they are about. It knows numbers and ids, never logins, texts or secrets.
//
//   - metrics.go: what is counted, and what is looked at when somebody scrapes;
//   - delivery.go: which delivery a context belongs to, in logs and as a trace;
//   - traces.go: spans, sent where OTEL_* says.
package telemetry
