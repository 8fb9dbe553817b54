package telemetry

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Traces are spans of what firstmate does. All spans of one delivery, in
// whichever process and however late, are one trace: its id is the delivery's GUID.
type Traces struct {
	provider trace.TracerProvider
	tracer   trace.Tracer
	end      func(context.Context) error
}

// NewTraces sends spans by OTLP over HTTP where OTEL_EXPORTER_OTLP_ENDPOINT (or
// its sister for traces) is set and OTEL_SDK_DISABLED is not; else it does
// nothing. The exporter reads the further OTEL_* itself; sampling follows
// OTEL_TRACES_SAMPLER. env looks a variable up; what the exporter complains of
// goes to log.
func NewTraces(ctx context.Context, version string, env func(string) string, log *slog.Logger) (*Traces, error) {
	asked := env("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
	if !asked || strings.EqualFold(env("OTEL_SDK_DISABLED"), "true") || env("OTEL_TRACES_EXPORTER") == "none" {
		return NoTraces(), nil
	}
	out, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("preparing to send traces: %w", err)
	}
	us, err := resource.New(ctx, resource.WithAttributes(
		attribute.String("service.name", "firstmate"), attribute.String("service.version", version),
	), resource.WithFromEnv(), resource.WithTelemetrySDK())
	if err != nil {
		return nil, fmt.Errorf("reading OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		log.WarnContext(context.WithoutCancel(ctx), "traces cannot be sent now", "error", err)
	}))
	return sending(sdktrace.WithBatcher(out), sdktrace.WithResource(us)), nil
}

// NoTraces makes no spans.
func NoTraces() *Traces {
	return &Traces{provider: noop.NewTracerProvider(), tracer: noop.Tracer{}, end: func(context.Context) error { return nil }}
}

func sending(o ...sdktrace.TracerProviderOption) *Traces {
	p := sdktrace.NewTracerProvider(append(o, sdktrace.WithIDGenerator(ids{}))...)
	return &Traces{provider: p, tracer: p.Tracer("github.com/firstmate-app/firstmate"), end: p.Shutdown}
}

// Close sends what is left.
func (t *Traces) Close(ctx context.Context) error {
	if err := t.end(ctx); err != nil {
		return fmt.Errorf("sending the last traces: %w", err)
	}
	return nil
}

// Span does something under a span of that name. Of an error only its kind is told.
func (t *Traces) Span(ctx context.Context, name string, kind func(error) string, do func(context.Context) error) error {
	ctx, span := t.tracer.Start(ctx, name)
	defer span.End()
	err := do(ctx)
	if err != nil {
		span.SetStatus(codes.Error, kind(err))
	}
	return err
}

// Server puts a span around each request. A stranger's trace context is not taken over.
func (t *Traces) Server(name string, next http.Handler) http.Handler {
	return otelhttp.NewHandler(next, name, otelhttp.WithTracerProvider(t.provider),
		otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()))
}

// Client puts a span around each request to GitHub. The span is named by method
// and host alone, and no header goes along.
func (t *Traces) Client(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		ctx, span := t.tracer.Start(r.Context(), r.Method+" "+r.URL.Host, trace.WithSpanKind(trace.SpanKindClient))
		defer span.End()
		resp, err := next.RoundTrip(r.WithContext(ctx))
		if err != nil {
			span.SetStatus(codes.Error, "no answer")
			return resp, err
		}
		span.SetAttributes(attribute.Int("http.response.status_code", resp.StatusCode))
		return resp, nil
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// ids makes ids by chance, but for the trace of a delivery.
type ids struct{}

func (ids) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	id, ok := traceOf(DeliveryOf(ctx))
	if !ok {
		_, _ = rand.Read(id[:]) // never fails: crypto/rand
	}
	return id, ids{}.NewSpanID(ctx, id)
}

func (ids) NewSpanID(context.Context, trace.TraceID) (id trace.SpanID) {
	_, _ = rand.Read(id[:])
	return id
}

// traceOf reads a GUID as the id of a trace; both are 16 bytes.
func traceOf(delivery string) (id trace.TraceID, ok bool) {
	digits := strings.ReplaceAll(delivery, "-", "")
	if len(delivery) != 36 || len(digits) != hex.EncodedLen(len(id)) {
		return id, false
	}
	_, err := hex.Decode(id[:], []byte(digits))
	return id, err == nil && id.IsValid()
}
