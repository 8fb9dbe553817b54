package config

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"
	"slices"
	"strings"
)

// RedisLink is how Redis is reached. It is part of [Server], and of commands
// that look into its memory. Passwords stand in files, or in the address.
type RedisLink struct {
	RedisURLFile              string `env:"FIRSTMATE_REDIS_URL_FILE" type:"path" placeholder:"FILE" help:"File with the address of Redis; or set FIRSTMATE_REDIS_URL."`
	RedisUser                 string `env:"FIRSTMATE_REDIS_USER" placeholder:"NAME" help:"User of Redis, where its address names none."`
	RedisPasswordFile         string `env:"FIRSTMATE_REDIS_PASSWORD_FILE" type:"path" placeholder:"FILE" help:"Password of Redis, where its address holds none."`
	RedisSentinelPasswordFile string `env:"FIRSTMATE_REDIS_SENTINEL_PASSWORD_FILE" type:"path" placeholder:"FILE" help:"Password of the sentinels."`
	RedisCAFile               string `name:"redis-ca-file" env:"FIRSTMATE_REDIS_CA_FILE" type:"path" placeholder:"FILE" help:"Certificates (PEM) that vouch for Redis, instead of the system's."`
	RedisCertFile             string `env:"FIRSTMATE_REDIS_CERT_FILE" type:"path" placeholder:"FILE" help:"Certificate (PEM) by which Redis knows this program."`
	RedisKeyFile              string `env:"FIRSTMATE_REDIS_KEY_FILE" type:"path" placeholder:"FILE" help:"Private key (PEM) of that certificate."`
	RedisTLSName              string `name:"redis-tls-name" env:"FIRSTMATE_REDIS_TLS_NAME" placeholder:"HOST" help:"Name the certificate of Redis must bear, if not that of its address."`
}

// RedisPromise is what is demanded of Redis before a delivery is acknowledged.
// It is part of [Server].
type RedisPromise struct {
	RedisDurability string `env:"FIRSTMATE_REDIS_DURABILITY" placeholder:"WORD" help:"Refuse a Redis that does less: always (appendfsync always) or everysec; without it that is only told."`
	RedisReplicas   int    `env:"FIRSTMATE_REDIS_REPLICAS" default:"-1" placeholder:"N" help:"Replicas that must have a delivery before it is accepted; -1: one with Sentinel or Cluster, else none."`
}

func (p RedisPromise) check() error {
	if p.RedisReplicas < -1 || p.RedisReplicas > 100 {
		return settingError("FIRSTMATE_REDIS_REPLICAS", "is a number of replicas, 0 to 100", "1")
	}
	if !slices.Contains([]string{"", "always", "everysec"}, p.RedisDurability) {
		return settingError("FIRSTMATE_REDIS_DURABILITY", quote(p.RedisDurability)+" is neither always nor everysec", "always")
	}
	return nil
}

// RedisPasswords reads the password of Redis and that of the sentinels: the
// first lines of their files, "" where none is named.
func (s RedisLink) RedisPasswords() (password, sentinels string, err error) {
	if password, err = firstLine("FIRSTMATE_REDIS_PASSWORD_FILE", s.RedisPasswordFile); err != nil {
		return "", "", err
	}
	sentinels, err = firstLine("FIRSTMATE_REDIS_SENTINEL_PASSWORD_FILE", s.RedisSentinelPasswordFile)
	return password, sentinels, err
}

// firstLine is the first line of a file a setting names, "" if it names none.
func firstLine(name, path string) (string, error) {
	if path == "" {
		return "", nil
	}
	text, err := readFile(name, path)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return "", settingError(name, "the first line is empty", "a file with only the password")
	}
	return line, nil
}

// RedisTLS reads whom to trust and who we are, nil if nothing is said about it.
func (s RedisLink) RedisTLS() (*tls.Config, error) {
	if s.RedisCAFile == "" && s.RedisCertFile == "" && s.RedisKeyFile == "" && s.RedisTLSName == "" {
		return nil, nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: s.RedisTLSName}
	if s.RedisCAFile != "" {
		text, err := readFile("FIRSTMATE_REDIS_CA_FILE", s.RedisCAFile)
		if err != nil {
			return nil, err
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(text) {
			return nil, settingError("FIRSTMATE_REDIS_CA_FILE", "holds no certificate in PEM", "/etc/redis/ca.crt")
		}
	}
	if s.RedisCertFile == "" && s.RedisKeyFile == "" {
		return c, nil
	}
	cert, err := readFile("FIRSTMATE_REDIS_CERT_FILE", s.RedisCertFile)
	if err != nil {
		return nil, err
	}
	key, err := readFile("FIRSTMATE_REDIS_KEY_FILE", s.RedisKeyFile)
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, settingError("FIRSTMATE_REDIS_CERT_FILE", "and FIRSTMATE_REDIS_KEY_FILE are no pair of certificate and key in PEM", "/run/secrets/redis.crt and /run/secrets/redis.key")
	}
	c.Certificates = []tls.Certificate{pair}
	return c, nil
}

// Redis is the address of Redis: FIRSTMATE_REDIS_URL, else the first line of the
// file, else "". env looks a variable up. Its errors never hold the address,
// which may contain a password.
func (s RedisLink) Redis(env func(string) string) (string, error) {
	if v := env("FIRSTMATE_REDIS_URL"); v != "" {
		if s.RedisURLFile != "" {
			return "", settingError("FIRSTMATE_REDIS_URL", "and FIRSTMATE_REDIS_URL_FILE are both set", "only one of them")
		}
		return v, CheckRedisURL("FIRSTMATE_REDIS_URL", v)
	}
	if s.RedisURLFile == "" {
		return "", nil
	}
	text, err := readFile("FIRSTMATE_REDIS_URL_FILE", s.RedisURLFile)
	if err != nil {
		return "", err
	}
	v, _, _ := strings.Cut(string(text), "\n")
	v = strings.TrimSpace(v)
	return v, CheckRedisURL("FIRSTMATE_REDIS_URL_FILE", v)
}

// CheckRedisURL reports whether value is an address of Redis: redis:// or
// rediss://, redis+sentinel://, unix://, or several for a Cluster with commas between.
func CheckRedisURL(name, value string) error {
	const example = "redis://127.0.0.1:6379/0"
	for part := range strings.SplitSeq(value, ",") {
		u, err := url.Parse(strings.TrimSpace(part))
		switch {
		case err != nil:
			return settingError(name, "is not a URL", example)
		case u.Scheme == "unix" && u.Path != "":
		case u.Scheme != "redis" && u.Scheme != "rediss" && u.Scheme != "redis+sentinel":
			return settingError(name, "begins with neither redis://, rediss:// nor redis+sentinel://", example)
		case u.Host == "":
			return settingError(name, "names no host", example)
		}
		if strings.HasPrefix(u.Scheme, "redis+") {
			return nil // several sentinels share one URL
		}
	}
	return nil
}
