package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// standIn speaks to the doors of the stand-in for GitHub: the demo and the
// end-to-end tests let people act through it, and read what was written.
type standIn struct {
	base   string
	client *http.Client
}

func newStandIn(base string) *standIn {
	return &standIn{base: base, client: &http.Client{Timeout: restFor + time.Minute}}
}

// act is one thing a person does; keys as in the stand-in's contract.
type act map[string]any

// acted is what came of it.
type acted struct {
	Repo       string   `json:"repo"`
	Number     int      `json:"number"`
	ID         int64    `json:"id"`
	SHA        string   `json:"sha"`
	URL        string   `json:"url"`
	Deliveries []string `json:"deliveries"`
}

// ledgerWrite is one write the App made, as GitHub saw it.
type ledgerWrite struct {
	N        int             `json:"n"`
	Kind     string          `json:"kind"`
	Repo     string          `json:"repo"`
	Number   int             `json:"number"`
	ID       int64           `json:"id"`
	Body     *string         `json:"body"`
	Data     json.RawMessage `json:"data"`
	Mentions []string        `json:"mentions"`
	At       string          `json:"at"`
	Applied  bool            `json:"applied"`
	Answered int             `json:"answered"`
}

// ledgerDelivery is one attempt to deliver a webhook.
type ledgerDelivery struct {
	GUID   string `json:"guid"`
	Event  string `json:"event"`
	Action string `json:"action"`
	Repo   string `json:"repo"`
	Number int    `json:"number"`
	Status int    `json:"status"`
}

// ledger is everything the stand-in wrote down.
type ledger struct {
	Writes     []ledgerWrite    `json:"writes"`
	Deliveries []ledgerDelivery `json:"deliveries"`
}

func (s *standIn) do(ctx context.Context, what string, a act) (acted, error) {
	body := act{"do": what}
	for k, v := range a {
		body[k] = v
	}
	var out acted
	return out, s.call(ctx, http.MethodPost, "/_sim/do", body, &out)
}

// settle waits until nothing is queued and firstmate has asked nothing for a while.
func (s *standIn) settle(ctx context.Context, quiet time.Duration) error {
	q := url.Values{"quiet": {quiet.String()}, "timeout": {restFor.String()}}
	return s.call(ctx, http.MethodGet, "/_sim/wait?"+q.Encode(), nil, nil)
}

func (s *standIn) ledger(ctx context.Context) (ledger, error) {
	var l ledger
	return l, s.call(ctx, http.MethodGet, "/_sim/ledger", nil, &l)
}

func (s *standIn) advance(ctx context.Context, d time.Duration) error {
	return s.call(ctx, http.MethodPost, "/_sim/clock", act{"advance": d.String()}, nil)
}

// call sends in as JSON and reads the answer into out; either may be nil.
func (s *standIn) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("asking the stand-in: %w", err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, body)
	if err != nil {
		return fmt.Errorf("asking the stand-in: %w", err)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("asking the stand-in: %w", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("reading the stand-in's answer: %w", err)
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("stand-in: %s %s: %s: %s", method, path, resp.Status, answer)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("reading the stand-in's answer: %w", err)
	}
	return nil
}
