package mentorship

import "strings"

// offerID begins the names of work that tells those who wait; no mentorship is named so.
const offerID = "offer/"

// OfferID names the work that tells those who wait, but one, that mentors may
// be free now; why names what freed them.
func OfferID(why, but string) string { return offerID + but + "@" + why }

// OfferOf reads the name of such work; ok is false for other work.
func OfferOf(id string) (why, but string, ok bool) {
	name, ok := strings.CutPrefix(id, offerID)
	if !ok {
		return "", "", false
	}
	but, why, ok = strings.Cut(name, "@")
	return why, but, ok
}
