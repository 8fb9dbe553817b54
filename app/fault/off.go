//go:build !faultpoints

package fault

// At marks a fault point; in this build it does nothing. The point's name is
// "stop.place"; of tells apart what passes there, for instance the kind of
// effect, and is the third part of the name.
func At(point string, of ...string) error { return nil }
