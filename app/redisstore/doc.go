// Package redisstore is firstmate's memory: everything it remembers lives in
// Redis, and every change of it is one Lua script in one slot.
//
// A tour:
//
//   - keys.go names every key. All keys of a tenant carry the hash tag of its
//     shard, so Redis Cluster, Sentinel and a single server serve alike;
//   - lua/ holds the scripts, each with a header that lists KEYS, ARGV and
//     answers; scripts.go loads and calls them, again after a restart;
//   - connect.go reads the URL and opens the connection; open.go makes a Store;
//     durable.go looks at what Redis promises to keep, replicas.go waits for replicas,
//     doubt.go notices that Redis may have forgotten its last seconds;
//   - accept.go keeps deliveries: many callers share one pipeline, a delivery
//     id is kept once;
//   - record.go and commit.go read mentorships and write them, step by step;
//   - people.go, house.go, learn.go and repos.go hold the smaller memories;
//   - queue.go hands out work by consumer groups: read, renewed, taken over,
//     finished, put away, parked; parked.go shows what was set aside;
//   - pump.go lets a tenant's effects out one by one through its gate.
//
// Two kinds of time are kept apart. Timers, the gate, the history and the
// house rules go by the caller's now. Who is alive, and what expires, goes by
// Redis's own clock.
//
// A Claim (consumer, delivery count) is the fence: a script that ends work
// first asks whether the caller still holds it. What has no claim carries an
// operation id, or is written so that doing it twice changes nothing. A
// script that is sent a second time because its answer was lost is harmless.
package redisstore
