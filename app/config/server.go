package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Server are the settings of the one who runs the program, for embedding in a
// kong command. Every one is a flag and an environment variable, except the
// address of Redis, which may hold a password: that comes from the environment
// or a file (see [RedisLink.Redis]).
type Server struct {
	Listen            string  `env:"FIRSTMATE_LISTEN,PORT" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to serve on; a port alone means all interfaces."`
	BaseURL           string  `env:"FIRSTMATE_BASE_URL" placeholder:"URL" help:"Address under which people reach this server."`
	DataDir           string  `env:"FIRSTMATE_DATA_DIR" type:"path" placeholder:"DIR" help:"Where a private Redis keeps its data."`
	GitHubURL         string  `name:"github-url" env:"FIRSTMATE_GITHUB_URL" default:"https://api.github.com" placeholder:"URL" help:"Base of GitHub's API: github.com, Enterprise Server or a stand-in."`
	AppID             int64   `env:"FIRSTMATE_APP_ID" placeholder:"N" help:"Number of the GitHub App."`
	AppKeyFile        string  `env:"FIRSTMATE_APP_KEY_FILE" type:"path" placeholder:"FILE" help:"Private key of the GitHub App (PEM)."`
	WebhookSecretFile string  `env:"FIRSTMATE_WEBHOOK_SECRET_FILE" type:"path" placeholder:"FILE" help:"Webhook secrets, one per line; the first signs, all verify."`
	CAFile            string  `name:"ca-file" env:"FIRSTMATE_CA_FILE" type:"path" placeholder:"FILE" help:"Certificates (PEM) to trust beside the system's: those of an Enterprise Server or a proxy."`
	OAuthClientID     string  `name:"oauth-client-id" env:"FIRSTMATE_OAUTH_CLIENT_ID" placeholder:"ID" help:"Client id of the GitHub App, for signing in; none: nobody can sign in."`
	OAuthSecretFile   string  `name:"oauth-client-secret-file" env:"FIRSTMATE_OAUTH_CLIENT_SECRET_FILE" type:"path" placeholder:"FILE" help:"Client secret of the GitHub App."`
	MetricsListen     string  `env:"FIRSTMATE_METRICS_LISTEN" placeholder:"HOST:PORT" help:"Separate address for metrics; none by default."`
	LogLevel          string  `env:"FIRSTMATE_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"debug, info, warn or error."`
	LogFormat         string  `env:"FIRSTMATE_LOG_FORMAT" default:"text" placeholder:"FORMAT" help:"text or json."`
	WaitScale         float64 `env:"FIRSTMATE_WAIT_SCALE" default:"1" placeholder:"X" help:"Shortens technical waits for tests, 0.001 to 1; never the timers of house rules."`

	RedisLink
	RedisPromise
	Missed
}

// settingError says which setting is wrong, why, and what a right one looks like.
func settingError(name, problem, example string) error {
	return fmt.Errorf("%s: %s; for example %s", name, problem, example)
}

// Validate reports every setting whose form is wrong. Kong calls it.
func (s Server) Validate() error {
	return joinLine(
		checkListen("FIRSTMATE_LISTEN (or PORT)", s.Listen, false),
		checkBaseURL(s.BaseURL),
		checkGitHubURL(s.GitHubURL),
		checkAppID(s.AppID),
		s.checkOAuth(),
		checkListen("FIRSTMATE_METRICS_LISTEN", s.MetricsListen, true),
		checkWord("FIRSTMATE_LOG_LEVEL", s.LogLevel, "debug", "info", "warn", "error"),
		checkWord("FIRSTMATE_LOG_FORMAT", s.LogFormat, "text", "json"),
		checkWaitScale(s.WaitScale),
		s.RedisPromise.check(),
		s.Missed.check(),
	)
}

// joinLine puts several errors into one line; nil if there are none.
func joinLine(errs ...error) error {
	errs = slices.DeleteFunc(errs, func(e error) bool { return e == nil })
	if len(errs) == 0 {
		return nil
	}
	var all []string
	for _, e := range errs {
		all = append(all, e.Error())
	}
	return errors.New(strings.Join(all, " | "))
}

// Address is Listen with a host: a port alone, as PORT gives it, means all interfaces.
func (s Server) Address() string {
	if _, err := strconv.Atoi(s.Listen); err == nil {
		return ":" + s.Listen
	}
	return s.Listen
}

// Credentials reports whether the App's number, key and secrets are all named,
// and if not, which are missing.
func (s Server) Credentials() (missing []string) {
	if s.AppID == 0 {
		missing = append(missing, "FIRSTMATE_APP_ID")
	}
	if s.AppKeyFile == "" {
		missing = append(missing, "FIRSTMATE_APP_KEY_FILE")
	}
	if s.WebhookSecretFile == "" {
		missing = append(missing, "FIRSTMATE_WEBHOOK_SECRET_FILE")
	}
	return missing
}

// Data is the directory for data: the setting, else $XDG_DATA_HOME/firstmate,
// else ~/.local/share/firstmate. env looks a variable up.
func (s Server) Data(env func(string) string) (string, error) {
	if s.DataDir != "" {
		return s.DataDir, nil
	}
	if base := env("XDG_DATA_HOME"); filepath.IsAbs(base) {
		return filepath.Join(base, "firstmate"), nil
	}
	if home := env("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "firstmate"), nil
	}
	return "", settingError("FIRSTMATE_DATA_DIR", "not set, and there is no home directory to put data in", "/var/lib/firstmate")
}

// CheckClock says whether that clock may be used: only a stand-in on this
// machine may tell the time, never a real GitHub.
func CheckClock(clock, githubURL string) error {
	if clock == "" {
		return nil
	}
	const example = "--clock http://127.0.0.1:8091/_sim/clock with --github-url http://127.0.0.1:8091"
	if u, err := url.Parse(clock); err != nil || u.Scheme != "http" || !loopback(u) {
		return settingError("--clock", "is not an http URL on this machine", example)
	}
	if u, err := url.Parse(githubURL); err != nil || !loopback(u) {
		return settingError("--clock", "works only with a GitHub URL on this machine (a stand-in)", example)
	}
	return nil
}

// loopback reports whether a URL leads to this machine.
func loopback(u *url.URL) bool {
	host := u.Hostname()
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func checkListen(name, value string, optional bool) error {
	if value == "" && optional {
		return nil
	}
	port := value
	if host, p, err := net.SplitHostPort(value); err == nil && !strings.Contains(host, "/") {
		port = p
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n > 65535 {
		return settingError(name, quote(value)+" is not host:port", "127.0.0.1:8080")
	}
	return nil
}

func checkBaseURL(value string) error {
	if value == "" {
		return nil
	}
	return checkURL("FIRSTMATE_BASE_URL", value, "https://firstmate.acme.org")
}

// checkGitHubURL refuses plain http except on this machine: tokens travel there.
func checkGitHubURL(value string) error {
	const name, example = "FIRSTMATE_GITHUB_URL", "https://github.acme.org/api/v3"
	if err := checkURL(name, value, example); err != nil {
		return err
	}
	u, _ := url.Parse(value)
	host, path := u.Hostname(), strings.Trim(u.Path, "/")
	switch {
	case u.Scheme == "http" && !loopback(u):
		return settingError(name, "http would send tokens in the clear; use https", example)
	case host == "github.com" || host == "www.github.com":
		return settingError(name, "is the address for people, not the API's", "https://api.github.com")
	case strings.HasSuffix(host, ".ghe.com") && !strings.HasPrefix(host, "api."):
		return settingError(name, "is the address for people, not the API's", "https://api."+host)
	case path == "" && !strings.HasPrefix(host, "api.") && !loopback(u):
		return settingError(name, "has no path, but the API of an Enterprise Server lies under /api/v3", "https://"+u.Host+"/api/v3")
	}
	return nil
}

func checkURL(name, value, example string) error {
	u, err := url.Parse(value)
	switch {
	case err != nil:
		return settingError(name, "is not a URL", example)
	case u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return settingError(name, "is not an http or https URL", example)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return settingError(name, "has a user, query or fragment, which an address here must not", example)
	}
	return nil
}

func checkAppID(id int64) error {
	if id < 0 {
		return settingError("FIRSTMATE_APP_ID", "is the App's number, greater than 0", "123456")
	}
	return nil
}

// checkOAuth wants all that signing in needs, or nothing of it. By plain http
// it works on this machine alone: a session would travel in the clear.
func (s Server) checkOAuth() error {
	u, err := url.Parse(s.BaseURL)
	switch {
	case s.OAuthClientID == "" && s.OAuthSecretFile == "":
		return nil
	case s.OAuthClientID == "":
		return settingError("FIRSTMATE_OAUTH_CLIENT_ID", "is not set, but the secret that belongs to it is", "Iv23liAbCdEfGhIjKlMn")
	case s.OAuthSecretFile == "":
		return settingError("FIRSTMATE_OAUTH_CLIENT_SECRET_FILE", "is not set, but FIRSTMATE_OAUTH_CLIENT_ID is", "/run/secrets/oauth")
	case s.BaseURL == "":
		return settingError("FIRSTMATE_BASE_URL", "is not set, and GitHub must know where to send back who signs in", "https://firstmate.acme.org")
	case err == nil && u.Scheme == "http" && !loopback(u):
		return settingError("FIRSTMATE_BASE_URL", "http would send sessions in the clear; use https where people sign in", "https://firstmate.acme.org")
	case err == nil && strings.Trim(u.Path, "/") != "":
		return settingError("FIRSTMATE_BASE_URL", "has a path; the pages live at the top of a host", "https://firstmate.acme.org")
	}
	return nil
}

func checkWord(name, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return settingError(name, quote(value)+" is none of "+strings.Join(allowed, ", "), allowed[0])
}

func checkWaitScale(x float64) error {
	if x >= 0.001 && x <= 1 {
		return nil
	}
	return settingError("FIRSTMATE_WAIT_SCALE", "is between 0.001 and 1", "0.01")
}
