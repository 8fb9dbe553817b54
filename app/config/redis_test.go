package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/firstmate-app/firstmate/app/redisstore/redistest"
)

// TestRedisLink: passwords and certificates come from files; whatever is wrong
// with one names its setting, and never what it holds.
func TestRedisLink(t *testing.T) {
	papers, dir := redistest.NewPapers(t), t.TempDir()
	file := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, empty := file("good", "hidden one\r\nmore\n"), file("empty", "\nhidden\n")
	password, sentinels, err := RedisLink{RedisPasswordFile: good, RedisSentinelPasswordFile: good}.RedisPasswords()
	if err != nil || password != "hidden one" || sentinels != "hidden one" {
		t.Errorf("%q, %q, %v", password, sentinels, err)
	}
	if password, sentinels, err := (RedisLink{}).RedisPasswords(); password+sentinels != "" || err != nil {
		t.Errorf("none: %q, %q, %v", password, sentinels, err)
	}
	for link, name := range map[RedisLink]string{
		{RedisPasswordFile: empty}:         "FIRSTMATE_REDIS_PASSWORD_FILE",
		{RedisPasswordFile: "/absent"}:     "FIRSTMATE_REDIS_PASSWORD_FILE",
		{RedisSentinelPasswordFile: empty}: "FIRSTMATE_REDIS_SENTINEL_PASSWORD_FILE",
	} {
		if _, _, err := link.RedisPasswords(); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%+v: %v", link, err)
		}
	}
	if c, err := (RedisLink{}).RedisTLS(); c != nil || err != nil {
		t.Errorf("nothing said: %v, %v", c, err)
	}
	c, err := RedisLink{RedisCAFile: papers.CA, RedisCertFile: papers.ClientCert, RedisKeyFile: papers.ClientKey, RedisTLSName: "redis.acme.org"}.RedisTLS()
	if err != nil || c.RootCAs == nil || len(c.Certificates) != 1 || c.ServerName != "redis.acme.org" {
		t.Errorf("%+v, %v", c, err)
	}
	for link, name := range map[RedisLink]string{
		{RedisCAFile: good}:                                                "FIRSTMATE_REDIS_CA_FILE",
		{RedisCAFile: "/absent"}:                                           "FIRSTMATE_REDIS_CA_FILE",
		{RedisCertFile: papers.ClientCert}:                                 "FIRSTMATE_REDIS_KEY_FILE",
		{RedisKeyFile: papers.ClientKey}:                                   "FIRSTMATE_REDIS_CERT_FILE",
		{RedisCertFile: papers.ServerCert, RedisKeyFile: papers.ClientKey}: "FIRSTMATE_REDIS_CERT_FILE",
	} {
		if _, err := link.RedisTLS(); err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%+v: %v", link, err)
		}
	}
}

func TestRedisPromise(t *testing.T) {
	for p, want := range map[RedisPromise]string{
		{RedisReplicas: -1}:                             "",
		{RedisReplicas: 2, RedisDurability: "always"}:   "",
		{RedisReplicas: 0, RedisDurability: "everysec"}: "",
		{RedisReplicas: -2}:                             "FIRSTMATE_REDIS_REPLICAS: ",
		{RedisReplicas: 101}:                            "FIRSTMATE_REDIS_REPLICAS: ",
		{RedisDurability: "unchecked"}:                  "FIRSTMATE_REDIS_DURABILITY: ",
	} {
		if err := p.check(); (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "for example")) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}
