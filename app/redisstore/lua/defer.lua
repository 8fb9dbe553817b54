-- defer: work is put away until its time; tries and first time stay with it.
-- KEYS    1 work  2 wake  3 count  4 the item put away
-- ARGV    1 entry  2 consumer  3 count  4 item  5 until ms
-- returns mine (put away) | fenced | gone
-- Sent twice: gone.
local o = owner(ARGV[1], ARGV[2], ARGV[3])
if o ~= 'mine' then return o end
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
if #found > 0 then
  local flat = found[1][2]
  if redis.call('DEL', KEYS[4]) == 0 then redis.call('HINCRBY', KEYS[3], 'later', 1) end
  redis.call('HSET', KEYS[4], unpack(flat))
  redis.call('HINCRBY', KEYS[4], 'n', 1)
  redis.call('ZADD', KEYS[2], ARGV[5], 'l:' .. ARGV[4])
end
redis.call('XACK', KEYS[1], GROUP, ARGV[1])
redis.call('XDEL', KEYS[1], ARGV[1])
if #found > 0 then left(fields(found[1][2]).t, ARGV[1]) end
return o
