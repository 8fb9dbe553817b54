-- forget: a name stops pointing to a repository, unless it points to another one by now.
-- KEYS    1 names
-- ARGV    1 name  2 repository id
-- returns 1 forgotten, 0 not there or another's
-- Sent twice: 0.
local v = redis.call('HGET', KEYS[1], ARGV[1])
if v and string.match(v, '^(%d+) ') == ARGV[2] then return redis.call('HDEL', KEYS[1], ARGV[1]) end
return 0
