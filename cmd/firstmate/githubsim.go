package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/firstmate-app/firstmate/app/githubsim"
)

// githubSimCmd serves the GitHub stand-in alone, for any client.
type githubSimCmd struct {
	Listen            string `help:"Loopback address to serve on." default:"127.0.0.1:8099" placeholder:"ADDR"`
	WebhookURL        string `help:"Where deliveries go." required:"" placeholder:"URL" name:"webhook-url"`
	World             string `help:"World file to start from; the built-in world without it." placeholder:"FILE"`
	WebhookSecretFile string `help:"File whose first line signs deliveries." required:"" placeholder:"FILE"`
	AppKeyFile        string `help:"PEM file with the App's key, private or public." required:"" placeholder:"FILE"`
	CreateKey         bool   `help:"Write a fresh private key to the App's key file first."`
}

// Run serves until ctx ends.
func (c *githubSimCmd) Run(ctx context.Context, to streams) error {
	opts, err := c.options()
	if err != nil {
		return err
	}
	listener, err := listenLoopback(ctx, c.Listen)
	if err != nil {
		return err
	}
	addr := "http://" + listener.Addr().String()
	opts.BaseURL = addr
	sim, err := githubsim.New(opts)
	if err != nil {
		_ = listener.Close()
		return badInput(err)
	}
	fmt.Fprintf(to.out, "listening on %s\n", addr)
	return serveSim(ctx, listener, sim)
}

func (c *githubSimCmd) options() (githubsim.Options, error) {
	opts := githubsim.Options{WebhookURL: c.WebhookURL}
	secret, err := os.ReadFile(c.WebhookSecretFile)
	if err != nil {
		return opts, badInput(fmt.Errorf("--webhook-secret-file: %w", err))
	}
	first, _, _ := bytes.Cut(secret, []byte("\n"))
	if opts.WebhookSecret = bytes.TrimSpace(first); len(opts.WebhookSecret) == 0 {
		return opts, badInput(errors.New("--webhook-secret-file: its first line is empty"))
	}
	if c.CreateKey {
		if err := createKey(c.AppKeyFile); err != nil {
			return opts, fmt.Errorf("--create-key: %w", err)
		}
	}
	if opts.AppKey, err = readPublicKey(c.AppKeyFile); err != nil {
		return opts, badInput(fmt.Errorf("--app-key-file: %w", err))
	}
	if c.World != "" {
		world, err := githubsim.ReadWorldFile(c.World)
		if err != nil {
			return opts, badInput(fmt.Errorf("--world: %w", err))
		}
		opts.World = &world
	}
	return opts, nil
}

// createKey writes a private key that only its owner can read.
func createKey(path string) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	data := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	return os.WriteFile(path, data, 0o600)
}

// readPublicKey reads the public half of a PEM key, whichever half is there.
func readPublicKey(path string) (*rsa.PublicKey, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM block", path)
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return &key.PublicKey, nil
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		if private, is := key.(*rsa.PrivateKey); is {
			return &private.PublicKey, nil
		}
	}
	if key, err := x509.ParsePKIXPublicKey(block.Bytes); err == nil {
		if public, is := key.(*rsa.PublicKey); is {
			return public, nil
		}
	}
	return nil, fmt.Errorf("%s holds no RSA key", path)
}

// listenLoopback refuses addresses that other machines could reach, for the
// stand-in lets anybody act as anybody.
func listenLoopback(ctx context.Context, addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, badInput(fmt.Errorf("--listen: %w", err))
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, badInput(fmt.Errorf("--listen: %s is not a loopback address such as 127.0.0.1:8099", addr))
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, badInput(fmt.Errorf("--listen: %w", err))
	}
	return listener, nil
}

// serveSim answers and delivers until ctx ends, then closes both cleanly.
func serveSim(ctx context.Context, listener net.Listener, sim *githubsim.Server) error {
	server := &http.Server{Handler: sim, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 2)
	go func() { ended <- server.Serve(listener) }()
	go func() { ended <- sim.Run(ctx) }()
	var err error
	select {
	case <-ctx.Done():
	case err = <-ended:
	}
	sim.Close()
	down, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if server.Shutdown(down) != nil {
		_ = server.Close() // requests that hang are cut
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
