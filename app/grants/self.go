package grants

import (
	"errors"
	"time"
)

// Why GitHub does not take the App for what it says it is.
var (
	// ErrKey: the key is none of that App's: deleted there, or another App's.
	ErrKey = errors.New("GitHub does not take the App's key")
	// ErrClock: what is signed here is dated too far from GitHub's time.
	ErrClock = errors.New("GitHub does not take the time at which requests are signed")
	// ErrApp: there is no App of that number.
	ErrApp = errors.New("GitHub knows no App of that number")
)

// Self is the App as GitHub knows it.
type Self struct {
	ID          int64             `json:"id"`
	Slug        string            `json:"slug"`
	ClientID    string            `json:"client_id"`
	Permissions map[string]string `json:"permissions"` // level by name
	Events      []string          `json:"events"`
}

// Hook is where the App's deliveries go.
type Hook struct {
	URL         string `json:"url"`          // "": the webhook is switched off
	ContentType string `json:"content_type"` // "json" or "form"
}

// Grant is what one installation allows the App.
type Grant struct {
	Tenant  int64 `json:"id"`
	Account struct {
		Login string `json:"login"`
	} `json:"account"`
	Permissions map[string]string `json:"permissions"`
	Suspended   *time.Time        `json:"suspended_at"` // nil: it is not
}
