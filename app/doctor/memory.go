package doctor

import "context"

// memory tells whether Redis keeps what it is given.
func (d *Doctor) memory(ctx context.Context) []Finding {
	s, err := d.Memory.Durability(ctx)
	if err != nil {
		return []Finding{{"redis", Problem, "Redis does not answer: " + err.Error(), "see that it runs and that FIRSTMATE_REDIS_URL leads to it"}}
	}
	return []Finding{eviction(s.Eviction), durable(s)}
}

func eviction(policy string) Finding {
	const check = "eviction"
	switch policy {
	case "noeviction":
		return Finding{check, OK, "Redis throws nothing away when memory runs short", ""}
	case "":
		return Finding{check, Unknown, "Redis does not tell its maxmemory-policy", "see in its settings that it is noeviction"}
	}
	return Finding{
		check, Problem, "Redis throws keys away when memory runs short (maxmemory-policy " + policy + "), and mentorships with them",
		"CONFIG SET maxmemory-policy noeviction, and the same in redis.conf",
	}
}

func durable(s Durability) Finding {
	const check = "durability"
	const conf = ", and the same in redis.conf"
	switch {
	case s.AppendOnly == "":
		return Finding{check, Unknown, "Redis does not tell how it keeps data", "see in its settings that it writes an append-only file, or keeps replicas that do"}
	case s.AppendOnly != "yes":
		return Finding{check, Problem, "Redis keeps data in memory, and loses up to minutes of it when it stops", "CONFIG SET appendonly yes" + conf}
	case s.Fsync == "always":
		return Finding{check, OK, "Redis writes everything to disk before it answers", ""}
	case s.Fsync == "no":
		return Finding{check, Problem, "Redis leaves it to the system when data reaches the disk (appendfsync no)", "CONFIG SET appendfsync always" + conf}
	}
	return Finding{check, OK, "Redis writes to disk every second: a power failure loses a second, which the comparison with GitHub's log of deliveries finds again", ""}
}
