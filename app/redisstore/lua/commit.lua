-- commit: one step of a mentorship, all of it or nothing.
-- KEYS    1 work  2–11 effects (see lib)  12 operation  13 record  14 history  15 threads  16 heads
--         17 queued  18 places given back  19 places taken  20 invitations  21 rests  22 decision  23 kept  24 log of what is kept  25 counts  26 concerns  27 invited
--         28 newest decisions
-- ARGV    in the order of the names below
-- returns ok | already | fenced | gone | newer | conflict | full
-- Sent twice: the operation key says already. Every check stands before the
-- first write, because a script that fails is not rolled back.
local n = 0
local function arg() n = n + 1; return ARGV[n] end
local k = declared()
local tenant, optl, now = arg(), arg(), arg()
local entry, consumer, count, finish = arg(), arg(), arg(), arg()
local id, schema, version, json, state = arg(), arg(), arg(), arg(), arg()
local give, take, capacity, perweek, weekago, invitation = arg(), arg(), arg(), arg(), arg(), arg()
local rest, restuntil = arg(), arg()
local row, from, why = arg(), arg(), arg()
local head, headnumber, queuedat, wakeat, concern = arg(), arg(), arg(), arg(), arg()
local nextwork = arg()
local decision, decisionttl, decided = arg(), arg(), arg()
local sent, sentmark = arg(), arg()

if redis.call('EXISTS', KEYS[12]) == 1 then
  -- What did it before may not have ended the work: it was to say more, and died.
  if finish == '1' and entry ~= '' and owner(entry, consumer, count) == 'mine' then endwork(k, entry, tenant, now) end
  return 'already'
end
if entry ~= '' then
  local o = owner(entry, consumer, count)
  if o ~= 'mine' then return o end
end
if id ~= '' then
  local r = redis.call('HMGET', KEYS[13], 'v', 's')
  if r[2] and tonumber(r[2]) > tonumber(schema) then return 'newer' end
  if (r[1] or '0') ~= version then return 'conflict' end
  if take == '1' and redis.call('SISMEMBER', KEYS[19], id) == 0 then
    if tonumber(capacity) >= 0 and redis.call('SCARD', KEYS[19]) >= tonumber(capacity) then return 'full' end
    if tonumber(perweek) >= 0 and redis.call('ZCOUNT', KEYS[20], '(' .. weekago, '+inf') >= tonumber(perweek) then return 'full' end
  end
end

redis.call('SET', KEYS[12], '1', 'EX', optl)
if id ~= '' then
  redis.call('HSET', KEYS[13], 'v', num(tonumber(version) + 1), 's', schema, 'j', json)
  if give == '1' then redis.call('SREM', KEYS[18], id) end
  if take == '1' then redis.call('SADD', KEYS[19], id) end
  if invitation ~= '' then
    redis.call('ZADD', KEYS[20], 'NX', now, invitation)
    redis.call('ZREMRANGEBYRANK', KEYS[20], 0, -101)
  end
  if row ~= '' then
    redis.call('XADD', KEYS[14], 'MAXLEN', '~', '1000', '*', 'at', now, 'row', row, 'from', from, 'to', state, 'why', why)
  end
  for _ = 1, tonumber(arg()) do redis.call('HSET', KEYS[15], arg(), id) end
  if head ~= '' then redis.call('HSETNX', KEYS[16], head, headnumber) end
  if queuedat ~= '' then redis.call('ZADD', KEYS[17], queuedat, id) else redis.call('ZREM', KEYS[17], id) end
  if concern ~= '' then redis.call('HSET', KEYS[26], id, concern) else redis.call('HDEL', KEYS[26], id) end
  if state == 'invited' then redis.call('SADD', KEYS[27], id) else redis.call('SREM', KEYS[27], id) end
  local member = 'm:' .. tenant .. ':' .. id
  if wakeat ~= '' then redis.call('ZADD', k.wake, wakeat, member) else redis.call('ZREM', k.wake, member) end
else
  for _ = 1, tonumber(arg()) do arg() end
end
for _ = 1, tonumber(arg()) do keep(KEYS[23], KEYS[24], arg(), arg()) end
for _ = 1, tonumber(arg()) do redis.call('HINCRBY', KEYS[25], arg(), 1) end
if rest ~= '' then redis.call('HSET', KEYS[21], rest, restuntil) end
if nextwork ~= '' then redis.call('ZADD', k.wake, now, 'm:' .. tenant .. ':' .. nextwork) end
if decision ~= '' then
  redis.call('SET', KEYS[22], decision, 'EX', decisionttl)
  redis.call('ZADD', KEYS[28], now, decided)
  redis.call('ZREMRANGEBYRANK', KEYS[28], 0, -51)
  redis.call('EXPIRE', KEYS[28], decisionttl)
end
if sent ~= '' then settle(k, sent, sentmark) end
local planned = false
for _ = 1, tonumber(arg()) do
  local key, value = arg(), arg()
  if plan(k, key, value) then planned = true end
end
if finish == '1' then endwork(k, entry, tenant, now) end
if planned then startpump(k, tenant, now) end
return 'ok'
