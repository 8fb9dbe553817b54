-- tomb: somebody asked to be forgotten, or came back by an act of their own. The
-- newest act counts, in whatever order they are told.
-- KEYS    1 set of the hashes of people who are forgotten  2 hash of newest acts: ms, act, ms of the newest bury
-- ARGV    1 hash of the person  2 at ms  3 act: bury or lift
-- returns bury: 1 they are forgotten now; lift: 1 this act lifted it; else 0
-- Sent twice: the same.
local at, act, buried = string.match(redis.call('HGET', KEYS[2], ARGV[1]) or '', '^(-?%d+) (%a+) ?(-?%d*)$')
local known = at == ARGV[2] and act == ARGV[3]
if at and tonumber(ARGV[2]) < tonumber(at) then
  return act == 'bury' and ARGV[3] == 'bury' and 1 or 0
end
if ARGV[3] == 'lift' and not known and redis.call('SREM', KEYS[1], ARGV[1]) == 0 then return 0 end
if ARGV[3] == 'bury' then
  redis.call('SADD', KEYS[1], ARGV[1])
  buried = ARGV[2]
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. (buried or ''))
return 1
