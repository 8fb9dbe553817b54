-- gate: a tenant is paused, suspended or let go on.
-- KEYS    1 work  2–11 effects (see lib)
-- ARGV    1 tenant  2 now ms  3 paused until ms ('' = as it was)  4 suspended 1 | 0 ('' = as it was)
-- returns 1
-- Sent twice: the same.
local k = declared()
if ARGV[3] ~= '' and tonumber(ARGV[3]) > tonumber(redis.call('HGET', k.gate, 'until') or '0') then
  redis.call('HSET', k.gate, 'until', ARGV[3])
end
if ARGV[4] ~= '' then redis.call('HSET', k.gate, 'susp', ARGV[4]) end
if ARGV[4] == '0' and wants(k) then startpump(k, ARGV[1], ARGV[2]) end
return 1
