package plot

// Opinion is one row of answers: how many said no, and how many said yes, in
// steps from weak to strong.
type Opinion struct {
	Name string
	No   Value
	Yes  []Value
	// Note stands beside the name: how many answered.
	Note string
}

// Diverging shows answers to both sides of a middle line, as shares. A row
// with a hidden part is hidden as a whole.
type Diverging struct {
	Head
	// NoName and YesNames explain the parts of all rows.
	NoName   string
	YesNames []string
	Rows     []Opinion
}

func (o Opinion) parts() []Value { return append([]Value{o.No}, o.Yes...) }

func (d Diverging) values() []Value {
	var all []Value
	for _, r := range d.Rows {
		all = append(all, r.parts()...)
	}
	return all
}

func (d Diverging) words() Head { return d.Head }

func (d Diverging) keys(say *Words) []key {
	keys := []key{blockKey(1, d.NoName)}
	for i, name := range d.YesNames {
		keys = append(keys, key{name: name, sign: func(p *pen, b box) { p.yes(b, i, len(d.YesNames)) }})
	}
	return append(keys, hiddenKeys(say, d.values()...)...)
}

func (d Diverging) cut(_ float64, say *Words) string { return rowsCut(len(d.Rows), say) }

func (d Diverging) height(float64) float64 {
	if !something(d.values()...) {
		return 0
	}
	return barHeight*float64(min(len(d.Rows), mostRows)) + lineHeight
}

// yes fills the i-th of n steps of agreement, the last the strongest.
func (p *pen) yes(b box, i, n int) {
	p.fill(b, mix(p.paper, p.hue(0), float64(i+2)/float64(n+1)))
}

func (d Diverging) draw(p *pen, b box) {
	// The middle stands where the largest no and the largest yes both fit.
	noMost, yesMost := 0.05, 0.05
	for _, r := range d.Rows {
		no, yes := r.shares()
		noMost, yesMost = max(noMost, no), max(yesMost, sum(yes))
	}
	zero := b.x + b.w*noMost/(noMost+yesMost)
	unit := b.w / (noMost + yesMost)
	rows := d.Rows[:min(len(d.Rows), mostRows)]
	for i, r := range rows {
		r.draw(p, box{b.x, b.y + float64(i)*barHeight, b.w, barHeight}, zero, unit)
	}
	end := b.y + barHeight*float64(len(rows))
	no, yes := "← "+p.say.No, p.say.Yes+" →"
	p.write(point{max(zero-gap, b.x+p.wide(no)), end + textSize}, right, p.dim, no)
	p.write(point{min(zero+gap, b.right()-p.wide(yes)), end + textSize}, left, p.dim, yes)
}

// shares of no and of each yes; none when a part is hidden or nobody answered.
func (o Opinion) shares() (no float64, yes []float64) {
	if firstHidden(o.parts()).Hides() > 0 {
		return 0, nil
	}
	total := 0.0
	for _, n := range known(o.parts()...) {
		total += max(n, 0)
	}
	if total == 0 {
		return 0, nil
	}
	share := func(v Value) float64 {
		n, ok := v.Number()
		if !ok {
			return 0
		}
		return max(n, 0) / total
	}
	for _, v := range o.Yes {
		yes = append(yes, share(v))
	}
	return share(o.No), yes
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}

func (o Opinion) draw(p *pen, b box, zero, unit float64) {
	no, yes := o.shares()
	said := with(p.say.AgreeShare, Percent.format(sum(yes)))
	hidden := firstHidden(o.parts())
	switch {
	case hidden.Hides() > 0:
		said = hidden.String()
	case yes == nil:
		said = "–"
	}
	if o.Note != "" {
		said += ", " + o.Note
	}
	said = fit(p.regular, said, b.w*0.6)
	p.write(point{b.right(), b.y + textSize}, right, p.ink, said)
	p.write(point{b.x, b.y + textSize}, left, p.ink, fit(p.regular, o.Name, b.w-p.wide(said)-2*gap))
	y := b.y + lineHeight
	if hidden.Hides() > 0 {
		p.veil(box{zero - 24, y, 48, 13})
		return
	}
	p.block(box{zero - no*unit, y, no * unit, 13}, 1)
	x := zero
	for i, s := range yes {
		p.yes(box{x, y, max(s*unit-1, 0), 13}, i, len(yes))
		x += s * unit
	}
	p.line(stroke{c: p.ink, width: 1.5}, point{zero, y - 2}, point{zero, y + 15})
}
