-- Shared by all scripts; put in front of each when it is loaded.
-- KEYS[1] is always a key of the shard the call is about: every name built
-- below starts with its "fm:{tag}:", so a script never leaves its slot.
-- Numbers become text by string.format alone: tostring cuts long ones.
local BASE = string.match(KEYS[1], '^(.-}:)')
local GROUP = 'w'

local function num(n) return string.format('%.0f', n) end

-- fields turns a flat reply {name, value, …} into a table.
local function fields(flat)
  local t = {}
  for i = 1, #flat, 2 do t[flat[i]] = flat[i + 1] end
  return t
end

-- keep keeps a fact for statistics under its name, and notes that it changed.
local function keep(kept, log, name, text)
  if redis.call('HGET', kept, name) == text then return end
  redis.call('HSET', kept, name, text)
  redis.call('ZADD', log, redis.call('HINCRBY', kept, '#', 1), name)
end

-- owner tells who holds an entry: 'mine', 'fenced' (somebody else, or handed
-- out again since), or 'gone' (finished).
local function owner(id, consumer, count)
  local p = redis.pcall('XPENDING', KEYS[1], GROUP, id, id, 1)
  if p.err or #p == 0 then return 'gone' end
  if p[1][2] ~= consumer or num(p[1][4]) ~= count then return 'fenced' end
  return 'mine'
end

-- SHARE is how many deliveries and due mentorships of one tenant are handed out
-- at once, to all workers together: fewer than one worker has places (8), its
-- pump included, so that a flood of one never holds up the others. What comes
-- beyond waits behind them, in order.
local SHARE = 6

local function ours(t) return BASE .. t .. ':out', BASE .. t .. ':behind' end

-- promote lets in what waits, as far as the tenant's share goes.
local function promote(t)
  local out, behind = ours(t)
  while redis.call('XLEN', behind) > 0 and redis.call('SCARD', out) < SHARE do
    local first = redis.call('XRANGE', behind, '-', '+', 'COUNT', 1)[1]
    redis.call('SADD', out, redis.call('XADD', KEYS[1], '*', unpack(first[2])))
    redis.call('XDEL', behind, first[1])
    redis.call('HINCRBY', BASE .. 'count', 'behind', -1)
    if redis.call('XLEN', behind) == 0 then redis.call('DEL', behind) end
  end
end

-- admit lets a piece of work in, as its tenant's share allows. Entries that are
-- gone without a word (a stream that was lost) are struck off the share, which
-- is looked at once a call.
local looked = {}
local function admit(t, flat)
  local out, behind = ours(t)
  if redis.call('XLEN', behind) == 0 and redis.call('SCARD', out) < SHARE then
    redis.call('SADD', out, redis.call('XADD', KEYS[1], '*', unpack(flat)))
    return
  end
  redis.call('XADD', behind, '*', unpack(flat))
  redis.call('HINCRBY', BASE .. 'count', 'behind', 1)
  if not looked[t] and redis.call('SCARD', out) >= SHARE then
    looked[t] = true
    for _, id in ipairs(redis.call('SMEMBERS', out)) do
      if #redis.call('XRANGE', KEYS[1], id, id) == 0 then redis.call('SREM', out, id) end
    end
  end
  promote(t)
end

-- left notes that an entry is not in the stream any more: the next may come in.
local function left(t, id)
  redis.call('SREM', (ours(t)), id)
  promote(t)
end

-- The keys of a tenant's effects: declared by the caller as KEYS[2…11], or
-- built from the tenant where only the script learns which tenant it is.
local function declared()
  return {wake = KEYS[2], count = KEYS[3], gate = KEYS[4], times = KEYS[5], queue = KEYS[6],
    held = KEYS[7], effects = KEYS[8], marks = KEYS[9], again = KEYS[10], tries = KEYS[11]}
end
local function built(t)
  local b = BASE .. t .. ':'
  return {wake = BASE .. 'wake', count = BASE .. 'count', gate = b .. 'gate', times = b .. 'times', queue = b .. 'queue',
    held = b .. 'held', effects = b .. 'effects', marks = b .. 'marks', again = b .. 'again', tries = b .. 'tries'}
end

-- startpump hands the tenant's pump out, unless it is out already, waits for
-- the gate, or the tenant is suspended. One pump per tenant, always. A gate closes
-- for an hour at most: one that opens later was closed by a clock that ran ahead,
-- and the pump itself looks again.
local function startpump(k, t, now)
  local g = redis.call('HMGET', k.gate, 'pump', 'at', 'susp')
  if g[3] == '1' then return end
  if g[1] and #redis.call('XRANGE', KEYS[1], g[1], g[1]) > 0 then return end
  local member = 'g:' .. t
  local s = redis.call('ZSCORE', k.wake, member)
  if s and tonumber(s) > tonumber(now) and tonumber(s) <= tonumber(g[2] or '0')
    and tonumber(s) <= tonumber(now) + 7200000 then return end
  redis.call('ZREM', k.wake, member)
  local id = redis.call('XADD', KEYS[1], '*', 'k', 'pump', 't', t, 'f', now, 'n', '0')
  redis.call('HSET', k.gate, 'pump', id)
end

-- wants tells whether anything is left for the pump.
local function wants(k)
  return redis.call('ZCARD', k.queue) > 0 or redis.call('ZCARD', k.held) > 0 or redis.call('HEXISTS', k.gate, 'fly') == 1
end

-- enqueue puts an effect behind those of its urgency (0 = an answer somebody
-- waits for) and its repository. Repositories take turns: `turn` is the turn of
-- what went out last, and a repository's next effect comes one turn after its
-- last one, so that many effects of one do not hold up the others.
local function enqueue(k, key, value)
  local repo = 'repo' .. (string.match(value, '"repo":{"tenant":%-?%d+,"id":(%d+)') or '')
  local g = redis.call('HMGET', k.gate, 'turn', repo)
  local turn = math.max(tonumber(g[1] or '0'), tonumber(g[2] or '0')) + 1
  redis.call('HSET', k.gate, repo, num(turn))
  redis.call('ZADD', k.queue, num(tonumber(string.sub(value, 2, 2)) * 1e12 + turn), key)
end

-- plan takes an effect up. value = once flag (1 once, 0 again, 2 again but not
-- too often; see pump), urgency, JSON. Marks: q waiting,
-- u waiting and to be looked up first, f out with the pump, k parked,
-- s:<id> done, x:<why> will never be done.
local function plan(k, key, value)
  local mark = redis.call('HGET', k.marks, key)
  if mark and string.sub(value, 1, 1) == '1' then return false end
  if mark == 'f' then
    redis.call('HSET', k.again, key, value)
    return false
  end
  redis.call('HSET', k.effects, key, value)
  if mark == 'q' and redis.call('ZREM', k.held, key) == 1 then -- put back, and wanted anew: things have changed
    enqueue(k, key, value)
    return true
  end
  if mark == 'q' or mark == 'u' then return false end
  redis.call('HSET', k.marks, key, 'q')
  redis.call('HINCRBY', k.count, 'effects', 1)
  enqueue(k, key, value)
  return true
end

-- settle ends an effect, wherever it is. mark is what stays of it.
local function settle(k, key, mark)
  local value = redis.call('HGET', k.effects, key)
  if not value then return end
  if redis.call('HGET', k.gate, 'fly') == key then redis.call('HDEL', k.gate, 'fly') end
  redis.call('ZREM', k.queue, key)
  redis.call('ZREM', k.held, key)
  redis.call('HDEL', k.tries, key)
  local again = redis.call('HGET', k.again, key)
  if again then
    redis.call('HDEL', k.again, key)
    redis.call('HSET', k.effects, key, again)
    redis.call('HSET', k.marks, key, 'q')
    enqueue(k, key, again)
    return
  end
  redis.call('HDEL', k.effects, key)
  redis.call('HINCRBY', k.count, 'effects', -1)
  if string.sub(value, 1, 1) == '1' or mark == 'k' then
    redis.call('HSET', k.marks, key, mark)
  else
    redis.call('HDEL', k.marks, key)
  end
end

-- endwork takes an entry away for good, body and all. When it was a tenant's
-- pump and something is left, the pump is handed out anew.
local function endwork(k, id, t, now)
  redis.call('XACK', KEYS[1], GROUP, id)
  redis.call('XDEL', KEYS[1], id)
  left(t, id)
  if redis.call('HGET', k.gate, 'pump') == id then
    redis.call('HDEL', k.gate, 'pump')
    if wants(k) then startpump(k, t, now) end
  end
end

-- setaside keeps an item apart, with the reason, for a limited time.
local function setaside(item, flat, why, ttl)
  local key = BASE .. 'parked:' .. item
  redis.call('DEL', key)
  local at = redis.call('TIME')
  redis.call('HSET', key, 'why', why, 'at', num(at[1] * 1000), unpack(flat))
  redis.call('EXPIRE', key, ttl)
  redis.call('ZADD', BASE .. 'parked', num(at[1] * 1000), item)
end
