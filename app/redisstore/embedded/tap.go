package embedded

import (
	"context"
	"net"

	"github.com/redis/go-redis/v9"
)

// Tap stands between a client and the server: a test makes commands fail
// there, or loses their answers.
type Tap interface {
	// Before is asked before commands are sent; its error is their answer, and
	// they are not sent.
	Before(commands []string) error
	// After is asked when commands were carried out; its error takes the place of their answers.
	After(commands []string) error
}

// Tapped connects within the process, as Client does, through a tap.
func (s *Server) Tapped(t Tap) redis.UniversalClient {
	c := s.Client()
	c.AddHook(hook{t})
	return c
}

// hook asks a tap about what a client sends.
type hook struct{ tap Tap }

// DialHook implements redis.Hook; connections are not tapped.
func (h hook) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook implements redis.Hook.
func (h hook) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return h.around([]redis.Cmder{cmd}, func() error { return next(ctx, cmd) })
	}
}

// ProcessPipelineHook implements redis.Hook.
func (h hook) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		return h.around(cmds, func() error { return next(ctx, cmds) })
	}
}

func (h hook) around(cmds []redis.Cmder, next func() error) error {
	names := make([]string, len(cmds))
	for i, c := range cmds {
		names[i] = c.Name()
	}
	if err := h.tap.Before(names); err != nil {
		return refuse(cmds, err)
	}
	err := next()
	if lost := h.tap.After(names); lost != nil {
		return refuse(cmds, lost)
	}
	return err
}

// refuse gives commands an error for an answer.
func refuse(cmds []redis.Cmder, err error) error {
	for _, c := range cmds {
		c.SetErr(err)
	}
	return err
}
