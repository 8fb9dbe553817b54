-- newest: a value is kept unless a newer one is there.
-- KEYS    1 hash
-- ARGV    1 at ms  2 field  3 value
-- returns 1 kept, 0 an older one
-- Sent twice: the same.
if tonumber(redis.call('HGET', KEYS[1], ARGV[2] .. ':at') or '-9000000000000000') > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[2] .. ':at', ARGV[1], ARGV[2], ARGV[3])
return 1
