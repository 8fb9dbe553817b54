-- hold: the effect that is out is put back until its time, or parked.
-- KEYS    1 work  2–11 effects (see lib)
-- ARGV    1 tenant  2 entry  3 consumer  4 count  5 now ms  6 effect  7 until ms
--         8 1 = may have been applied: look it up first  9 reason to park, '' = hold  10 seconds parked effects live
--         11 look-ups that did not find it
-- returns mine (held, or it was not out any more) | fenced | gone
-- Sent twice: the effect is not out any more.
local k = declared()
local o = owner(ARGV[2], ARGV[3], ARGV[4])
if o ~= 'mine' then return o end
local key = ARGV[6]
if redis.call('HGET', k.gate, 'fly') ~= key then return o end
local value = redis.call('HGET', k.effects, key)
if ARGV[9] ~= '' then
  setaside('effect:' .. ARGV[1] .. ':' .. key, {'k', 'effect', 't', ARGV[1], 'g', key, 'b', value}, ARGV[9], ARGV[10])
  settle(k, key, 'k')
  return o
end
local again = redis.call('HGET', k.again, key)
if again then
  redis.call('HDEL', k.again, key)
  redis.call('HSET', k.effects, key, again)
end
local n, first = string.match(redis.call('HGET', k.tries, key) or ('0 ' .. ARGV[5]), '^(%d+) (%-?%d+)')
redis.call('HSET', k.tries, key, num(tonumber(n) + 1) .. ' ' .. first .. ' ' .. ARGV[11])
redis.call('HDEL', k.gate, 'fly')
redis.call('HSET', k.marks, key, ARGV[8] == '1' and 'u' or 'q')
redis.call('ZADD', k.held, ARGV[7], key)
return o
