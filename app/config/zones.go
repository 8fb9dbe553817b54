package config

import (
	_ "embed"
	"strings"
	"time"
	_ "time/tzdata" // so that each of the names can be loaded on any machine
)

// zoneNames are the names of the IANA time zones the toolchain knows, one a
// line, sorted; `go generate` writes them.
//
//go:embed zones.txt
var zoneNames string

func zones() []string { return strings.Fields(zoneNames) }

// Zone finds a time zone by its name; nil: there is none of that name.
func Zone(name string) *time.Location {
	at, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return at
}

func isZone(name string) bool {
	return !strings.ContainsAny(name, "\r\n") && strings.Contains("\n"+zoneNames, "\n"+name+"\n")
}
