-- lease: a task that one process at a time may do is taken, kept or given back.
-- KEYS    1 lease
-- ARGV    1 who asks  2 milliseconds it is theirs from now on, 0 gives it back
-- returns 1 it is theirs (or was, and is given back), 0 it is somebody else's
-- Sent twice: it is theirs already, or given back already.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 1
