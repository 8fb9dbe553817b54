package telemetry

import (
	"context"
	"log/slog"
	"net/http"
)

// deliveryKey is under which a context holds the id of its delivery.
type deliveryKey struct{}

// WithDelivery says which delivery what follows is about.
func WithDelivery(ctx context.Context, id string) context.Context {
	if id == "" {
		return ctx
	}
	return context.WithValue(ctx, deliveryKey{}, id)
}

// DeliveryOf is the delivery a context is about, "" if none.
func DeliveryOf(ctx context.Context) string {
	id, _ := ctx.Value(deliveryKey{}).(string)
	return id
}

// Named has a request's context name the delivery GitHub's header tells of.
func Named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(WithDelivery(r.Context(), guid(r.Header.Get("X-GitHub-Delivery")))))
	})
}

// guid is id if it has the shape of one of GitHub's; what strangers send stays out of logs.
func guid(id string) string {
	if _, ok := traceOf(id); ok {
		return id
	}
	return ""
}

// Logs is a handler of log records that adds the delivery they are about.
func Logs(h slog.Handler) slog.Handler { return logs{h} }

type logs struct{ slog.Handler }

func (l logs) Handle(ctx context.Context, r slog.Record) error {
	named := false
	r.Attrs(func(a slog.Attr) bool { named = a.Key == "delivery"; return !named })
	if id := DeliveryOf(ctx); id != "" && !named {
		r = r.Clone()
		r.AddAttrs(slog.String("delivery", id))
	}
	return l.Handler.Handle(ctx, r)
}

func (l logs) WithAttrs(attrs []slog.Attr) slog.Handler { return logs{l.Handler.WithAttrs(attrs)} }

func (l logs) WithGroup(name string) slog.Handler { return logs{l.Handler.WithGroup(name)} }
