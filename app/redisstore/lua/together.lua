-- together: lessons put together into an index take the place of the single ones.
-- KEYS    1 stream of lessons  2 hash of the index
-- ARGV    1 stream id of the last lesson in it  2 index  3 1: it replaces one that reaches as far
-- returns 1 kept, 0 a newer one is there
-- Sent twice: the same id is no newer one; where it replaces one, the same again.
local function parts(id)
  local ms, n = string.match(id or '0-0', '^(%d+)-(%d+)$')
  return tonumber(ms), tonumber(n)
end
local oldMs, oldN = parts(redis.call('HGET', KEYS[2], 'at') or nil)
local ms, n = parts(ARGV[1])
if ms < oldMs or (ms == oldMs and (n < oldN or (n == oldN and ARGV[3] ~= '1'))) then return 0 end
redis.call('HSET', KEYS[2], 'at', ARGV[1], 'index', ARGV[2])
redis.call('XTRIM', KEYS[1], 'MINID', ARGV[1])
redis.call('XDEL', KEYS[1], ARGV[1])
return 1
