package redisstore

import (
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/firstmate-app/firstmate/app/mentorship"
)

// Shards is the number of slots a deployment is spread over. It is for ever:
// changing it would send tenants to shards that do not know them.
const Shards = 16

// Every key of firstmate. T is the hash tag of a shard, t a tenant
// (installation id), r a repository id.
//
//	fm:{T}:work              stream  work not finished: deliveries, due mentorships, pumps; group w
//	fm:{T}:wake              zset    by due time in ms: m:t:id mentorship or digest, g:t pump, l:item work put away
//	fm:{T}:count             hash    effects not settled, work put away (later), work that waits behind its tenant's share (behind)
//	fm:{T}:leaving           zset    tenants that uninstalled the App, by the time all of them goes
//	fm:{T}:seen:t:guid       string  the delivery was kept; 8 days
//	fm:{T}:later:item        hash    work put away, with its body
//	fm:{T}:parked            zset    items set aside, by time
//	fm:{T}:parked:item       hash    work or effect set aside, with the reason; 7 days
//	fm:{T}:t:op:id           string  the operation was done; 8 days
//	fm:{T}:t:m:id            hash    a mentorship: v version, s schema, j JSON
//	fm:{T}:t:hist:id         stream  its transitions, about 1,000
//	fm:{T}:t:threads         hash    r#number → mentorship id
//	fm:{T}:t:heads:r         hash    head commit → number of the first pull request with it
//	fm:{T}:t:concerns        hash    id of a mentorship those who coordinate should know of → r and why
//	fm:{T}:t:queued          zset    ids of those who wait, in order: by their turn and the time they began to
//	fm:{T}:t:places:mentor   set     ids of the mentorships that take up the mentor's places
//	fm:{T}:t:asked:mentor    zset    invitations, by time; the newest 100
//	fm:{T}:t:rest            hash    mentor → rests until ms
//	fm:{T}:t:out             set     entries of the tenant's deliveries and due mentorships that are handed out
//	fm:{T}:t:behind          stream  those that wait for one of these to end
//	fm:{T}:t:gate            hash    pump entry, fly effect out, at gate opens, until paused, susp suspended, turn and repo<r> whose turn it is
//	fm:{T}:t:texts:r#number  list    times of our newest five texts in a thread
//	fm:{T}:t:times           list    times of the newest writes
//	fm:{T}:t:queue           zset    effects that wait, by urgency and order
//	fm:{T}:t:held            zset    effects put back, by the time they may go
//	fm:{T}:t:effects         hash    effect key → effect, while it is not settled
//	fm:{T}:t:marks           hash    effect key → where it stands; for effects done once, for ever
//	fm:{T}:t:again           hash    effect key → effect planned while its like was out
//	fm:{T}:t:edited:effect   string  when that tracking issue was last edited, while another edit waits for it
//	fm:{T}:t:tries           hash    effect key → failures and time of the first
//	fm:{T}:t:dec:r#number    string  why a pull request got its answer; 30 days
//	fm:{T}:t:decided         zset    r#number of the newest 50 decisions, by their time; 30 days after the last
//	fm:{T}:t:standing        hash    person:kind → when and what they said of themselves (opt-in, away …); person:who
//	fm:{T}:t:house           hash    r → last good house rules
//	fm:{T}:t:pushers:r       hash    commit that changed the house rules → who pushed it
//	fm:{T}:t:ops             hash    r → number of the ops issue about it, and where; report/r → the issue with the figures of the owner whose own repository r is
//	fm:{T}:t:learn:r         stream  merged changes and ended invitations of a repository, until they are put together
//	fm:{T}:t:index:r         hash    index they were put together into, at the last of them
//	fm:{T}:t:merged:r        string  bits: numbers of the pull requests that were learnt
//	fm:{T}:t:authors:r       hash    account → how many of the changes that were learnt are theirs
//	fm:{T}:t:known:r         set     ids of other lessons
//	fm:{T}:t:backfill        hash    r → how far the past was read
//	fm:{T}:t:tally:name      zset    what was counted under a name, by time: newcomers, commands of a person
//	fm:{T}:t:secret          string  key of the hashes that stand for people
//	fm:{T}:t:arms            hash    keyed hash of a newcomer → in or out of the group that is greeted, and the day
//	fm:{T}:t:invited          set     mentorships whose mentor was asked and has not answered
//	fm:{T}:t:kept             hash    facts kept for statistics, by pseudonym; "#" the newest number, "#e" how often some were erased
//	fm:{T}:t:keptlog         zset    names of these facts, by the number of their newest change
//	fm:{T}:t:counts          hash    what is counted for statistics without a person → how often
//	fm:{T}:t:published       hash    month → figures of people's choices as they were published
//	fm:{T}:t:tombs           set     keyed hashes of people who asked to be forgotten
//	fm:{T}:t:tombtimes       hash    keyed hash → when they last asked for that, or came back: ms, bury or lift, and ms of the last bury
//	fm:{T}:t:repos           hash    r → repository
//	fm:{T}:t:scans           hash    r → how far it was looked through for what no delivery told
//	fm:{T}:t:seats           string  how often who is in which team may have changed
//	fm:{T}:session:hash      string  kept and what belongs to a signed-in browser, or ended; at most a day
//	fm:{T}:signedout:person  string  sessions of that person begun up to then are over; a day
//	fm:{T}:where:person      set     tenants at which something of that person may be kept
//	fm:{T}:tokens:person     hash    hash of a token → whose it is and until when; as long as the last of them
//	fm:{s00uy}:names         hash    "owner/name" → repository; in the first shard alone
//	fm:{s00uy}:catchup       hash    log: how far the delivery log was read; servers: run and replication ids of Redis, doubt: until when it is in doubt; in the first shard alone
//	fm:{s00uy}:recovery      hash    tenant → how far it was read back from GitHub; born: a program began with this memory; in the first shard alone
//	fm:{s00uy}:lease:name    string  who does a task that one process at a time may do
const keyPrefix = "fm:"

// tag is the hash tag of a shard. The letters behind the numbers were chosen
// so that the slots fall evenly on 3, 4 or 6 masters; bare numbers do not.
func tag(shard int) string {
	const tags = "s00uys01tys02wys03vys04qys05pys06sys07rys08rxs09sxs10pss11qss12cqs13bqs14tss15us"
	end := min(5*shard+5, len(tags))
	return "{" + tags[5*shard:end] + "}"
}

// shardOf is where a tenant lives.
func shardOf(tenant int64) int { return shardNamed(strconv.FormatInt(tenant, 10)) }

// shardNamed is where what has that name lives.
func shardNamed(name string) int {
	h := fnv.New32a()
	h.Write([]byte(name))
	return int(h.Sum32() % Shards)
}

func shardKey(shard int, parts ...string) string {
	return keyPrefix + tag(shard) + ":" + strings.Join(parts, ":")
}

func workKey(shard int) string             { return shardKey(shard, "work") }
func wakeKey(shard int) string             { return shardKey(shard, "wake") }
func countKey(shard int) string            { return shardKey(shard, "count") }
func parkedKey(shard int) string           { return shardKey(shard, "parked") }
func leavingKey(shard int) string          { return shardKey(shard, "leaving") }
func laterKey(shard int, it string) string { return shardKey(shard, "later", it) }
func asideKey(shard int, it string) string { return shardKey(shard, "parked", it) }

// namesKey belongs to no tenant: whoever asks knows only a name.
func namesKey() string { return shardKey(0, "names") }

// catchUpKey and leaseKey are the deployment's.
func catchUpKey() string          { return shardKey(0, "catchup") }
func leaseKey(name string) string { return shardKey(0, "lease", name) }

// Sessions belong to no tenant either: they are spread by their own names.
func sessionKey(token string) string   { return shardKey(shardNamed(token), "session", token) }
func signedOutKey(person int64) string { return shardKey(shardOf(person), "signedout", dec(person)) }
func whereKey(person int64) string     { return shardKey(shardOf(person), "where", dec(person)) }
func tokensKey(person int64) string    { return shardKey(shardOf(person), "tokens", dec(person)) }
func seatsKey(t int64) string          { return tenantKey(t, "seats") }

func seenKey(tenant int64, guid string) string {
	return shardKey(shardOf(tenant), "seen", dec(tenant), guid)
}

func tenantKey(tenant int64, parts ...string) string {
	return shardKey(shardOf(tenant), append([]string{dec(tenant)}, parts...)...)
}

func opKey(t int64, op string) string         { return tenantKey(t, "op", op) }
func recordKey(t int64, id string) string     { return tenantKey(t, "m", id) }
func historyKey(t int64, id string) string    { return tenantKey(t, "hist", id) }
func threadsKey(t int64) string               { return tenantKey(t, "threads") }
func headsKey(t, repo int64) string           { return tenantKey(t, "heads", dec(repo)) }
func concernsKey(t int64) string              { return tenantKey(t, "concerns") }
func invitedKey(t int64) string               { return tenantKey(t, "invited") }
func queuedKey(t int64) string                { return tenantKey(t, "queued") }
func placesKey(t, mentor int64) string        { return tenantKey(t, "places", dec(mentor)) }
func askedKey(t, mentor int64) string         { return tenantKey(t, "asked", dec(mentor)) }
func restKey(t int64) string                  { return tenantKey(t, "rest") }
func decisionKey(t, repo int64, n int) string { return tenantKey(t, "dec", threadField(repo, n)) }
func decidedKey(t int64) string               { return tenantKey(t, "decided") }
func standingKey(t int64) string              { return tenantKey(t, "standing") }
func houseKey(t int64) string                 { return tenantKey(t, "house") }
func pushersKey(t, repo int64) string         { return tenantKey(t, "pushers", dec(repo)) }
func opsKey(t int64) string                   { return tenantKey(t, "ops") }
func learnKey(t, repo int64) string           { return tenantKey(t, "learn", dec(repo)) }
func indexKey(t, repo int64) string           { return tenantKey(t, "index", dec(repo)) }
func mergedKey(t, repo int64) string          { return tenantKey(t, "merged", dec(repo)) }
func knownKey(t, repo int64) string           { return tenantKey(t, "known", dec(repo)) }
func authorsKey(t, repo int64) string         { return tenantKey(t, "authors", dec(repo)) }
func backfillKey(t int64) string              { return tenantKey(t, "backfill") }
func reposKey(t int64) string                 { return tenantKey(t, "repos") }
func scansKey(t int64) string                 { return tenantKey(t, "scans") }
func tallyKey(t int64, name string) string    { return tenantKey(t, "tally", name) }
func secretKey(t int64) string                { return tenantKey(t, "secret") }
func armsKey(t int64) string                  { return tenantKey(t, "arms") }
func keptKey(t int64) string                  { return tenantKey(t, "kept") }
func keptLogKey(t int64) string               { return tenantKey(t, "keptlog") }
func countsKey(t int64) string                { return tenantKey(t, "counts") }
func publishedKey(t int64) string             { return tenantKey(t, "published") }
func tombsKey(t int64) string                 { return tenantKey(t, "tombs") }
func tombTimesKey(t int64) string             { return tenantKey(t, "tombtimes") }

// effectKeys are KEYS[1…11] of every script that touches a tenant's effects,
// in the order lua/lib.lua declares.
func effectKeys(t int64) []string {
	sh := shardOf(t)
	keys := []string{workKey(sh), wakeKey(sh), countKey(sh)}
	for _, name := range []string{"gate", "times", "queue", "held", "effects", "marks", "again", "tries"} {
		keys = append(keys, tenantKey(t, name))
	}
	return keys
}

// item names a piece of work that is put away or parked; equal work has equal names.
func item(w mentorship.Work) string {
	return string(w.Kind) + ":" + dec(w.Tenant) + ":" + w.ID
}

func threadField(repo int64, number int) string { return dec(repo) + "#" + strconv.Itoa(number) }

func dec(n int64) string { return strconv.FormatInt(n, 10) }
