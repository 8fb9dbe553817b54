-- park: work is set aside with a reason, for people to look at.
-- KEYS    1 work
-- ARGV    1 entry  2 consumer  3 count  4 item  5 reason  6 seconds it lives
-- returns mine (parked) | fenced | gone
-- Sent twice: gone.
local o = owner(ARGV[1], ARGV[2], ARGV[3])
if o ~= 'mine' then return o end
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
if #found > 0 then setaside(ARGV[4], found[1][2], ARGV[5], ARGV[6]) end
redis.call('XACK', KEYS[1], GROUP, ARGV[1])
redis.call('XDEL', KEYS[1], ARGV[1])
if #found > 0 then left(fields(found[1][2]).t, ARGV[1]) end
return o
