-- pump: the gate is asked and the tenant's next effect goes out with the pump,
-- in one step. It stays with the pump until it is settled, held or parked.
-- KEYS    1 work  2–11 effects (see lib)
-- ARGV    1 tenant  2 entry  3 consumer  4 count  5 now ms
--         6 writes a minute  7 minute ms  8 writes an hour  9 hour ms  10 ms between two writes
--         11 ms between two edits of one tracking issue  12 texts a thread and hour, below 0 for no limit
-- returns {'effect', key, value, look up first, tries, first failure ms, misses} | {'rest', next ms or ''} | {'fenced'} | {'gone'}
-- 'rest' has ended the work. Sent twice: the effect that is out comes back, to be looked up.
local k = declared()
local tenant, entry, now = ARGV[1], ARGV[2], tonumber(ARGV[5])
local o = owner(entry, ARGV[3], ARGV[4])
if o ~= 'mine' then return {o} end

-- What comes back while it is out may have been written since it was last looked
-- for: looks of before say nothing.
local function hand(key, value, lookup, back)
  local n, first, misses = string.match(redis.call('HGET', k.tries, key) or '0 0 0', '^(%d+) (%-?%d+) (%d+)$')
  if back then misses = '0' end
  return {'effect', key, value, lookup, n, first, misses}
end
local function rest(nextat, gateat)
  redis.call('XACK', KEYS[1], GROUP, entry)
  redis.call('XDEL', KEYS[1], entry)
  redis.call('HDEL', k.gate, 'pump')
  redis.call('HSET', k.gate, 'at', num(gateat))
  if not nextat then return {'rest', ''} end
  redis.call('ZADD', k.wake, num(nextat), 'g:' .. tenant)
  return {'rest', num(nextat)}
end

local fly = redis.call('HGET', k.gate, 'fly')
if fly then
  local value = redis.call('HGET', k.effects, fly)
  if value then
    redis.call('HSET', k.gate, 'fly', fly) -- a write, for WAIT to wait for (see accept)
    return hand(fly, value, 1, true)
  end
  redis.call('HDEL', k.gate, 'fly')
end
local g = redis.call('HMGET', k.gate, 'susp', 'until')
if g[1] == '1' then return rest(nil, 0) end

for _, key in ipairs(redis.call('ZRANGEBYSCORE', k.held, '-inf', ARGV[5], 'LIMIT', 0, 100)) do
  redis.call('ZREM', k.held, key)
  enqueue(k, key, redis.call('HGET', k.effects, key) or '11')
end

-- early is when an effect may go out that is not done too often, nil for now.
local apart = tonumber(ARGV[11])
local function early(key)
  local value = redis.call('HGET', k.effects, key)
  if apart <= 0 or not value or string.sub(value, 1, 1) ~= '2' then return nil end
  local last = tonumber(redis.call('GET', BASE .. tenant .. ':edited:' .. key) or '')
  if last and last <= now and now < last + apart then return last + apart end
end
local front = redis.call('ZRANGE', k.queue, 0, 0)[1]
while front do
  local at = early(front)
  if not at then break end
  redis.call('ZREM', k.queue, front)
  redis.call('ZADD', k.held, num(at), front)
  front = redis.call('ZRANGE', k.queue, 0, 0)[1]
end
local held = redis.call('ZRANGE', k.held, 0, 0, 'WITHSCORES')[2]
if redis.call('ZCARD', k.queue) == 0 then return rest(held and tonumber(held), 0) end

-- mend sets times that lie ahead (the clock was set back since) to now, once: they
-- count from here. Cut to now at each look they would lie ahead for ever.
local function mend(list)
  for i = 0, tonumber(ARGV[8]) - 1 do
    local t = tonumber(redis.call('LINDEX', list, i) or '0')
    if t <= now then return end
    redis.call('LSET', list, i, num(now))
  end
end

-- The gate opens when the newest write, the oldest of a full minute and the
-- oldest of a full hour are far enough back. A clock that was set back cannot
-- close it for longer than a window.
local at = tonumber(g[2] or '0')
local function after(index, span)
  local t = redis.call('LINDEX', k.times, index)
  if t then at = math.max(at, tonumber(t) + span) end
end
mend(k.times)
after(0, tonumber(ARGV[10]))
after(tonumber(ARGV[6]) - 1, tonumber(ARGV[7]))
after(tonumber(ARGV[8]) - 1, tonumber(ARGV[9]))
if at > now then return rest(at, at) end

-- A thread takes so many of our texts an hour, answers and edits included; more
-- of them wait, and edits of one text become one meanwhile. Edits leave one place
-- to what is said to somebody. Signs and assignments are no texts, and an answer
-- that loses a name does not wait for it.
local EDITS = {edit_comment = 1, edit_issue = 1}
local TEXTS = {greet = 1, invite = 1, waiting = 1, congrats = 1, milestone = 1, reply = 1,
  checkin = 1, idle = 1, stuck = 1, help_wanted = 1, tell = 1, widen = 1, page = 1}
local function thread(value)
  if tonumber(ARGV[12]) < 0 then return nil end
  local kind, repo, n = string.match(value, '"kind":"([a-z_]+)".-"repo":{"tenant":%-?%d+,"id":(%d+).-"number":(%d+)')
  if not kind or not (TEXTS[kind] or EDITS[kind]) then return nil end
  return string.match(k.gate, '^(.*:)') .. 'texts:' .. repo .. '#' .. n, EDITS[kind] and 1 or 0
end

local key, value, said, edits
for tries = 1, 100 do
  local popped = redis.call('ZPOPMIN', k.queue)
  key = popped[1]
  if not key then
    held = redis.call('ZRANGE', k.held, 0, 0, 'WITHSCORES')[2]
    return rest(held and tonumber(held), 0)
  end
  value = redis.call('HGET', k.effects, key)
  if not value then return rest(now, 0) end
  said, edits = thread(value)
  if said then mend(said) end
  local oldest = said and redis.call('LINDEX', said, tonumber(ARGV[12]) - 1 - edits)
  local free = oldest and tonumber(oldest) + tonumber(ARGV[9]) or 0
  free = math.max(free, early(key) or 0)
  if free <= now then
    redis.call('HSET', k.gate, 'turn', num(tonumber(popped[2]) % 1e12))
    break
  end
  redis.call('ZADD', k.held, num(free), key)
  if tries == 100 then return rest(now, 0) end
end
if said then
  redis.call('LPUSH', said, ARGV[5])
  redis.call('LTRIM', said, 0, tonumber(ARGV[12]) - 1)
  redis.call('EXPIRE', said, 7200)
end
local lookup = redis.call('HGET', k.marks, key) == 'u' and 1 or 0
if apart > 0 and string.sub(value, 1, 1) == '2' then
  redis.call('SET', BASE .. tenant .. ':edited:' .. key, num(now), 'PX', num(apart))
end
redis.call('HSET', k.gate, 'fly', key)
redis.call('HSET', k.marks, key, 'f')
redis.call('LPUSH', k.times, ARGV[5])
redis.call('LTRIM', k.times, 0, tonumber(ARGV[8]) - 1)
return hand(key, value, lookup)
