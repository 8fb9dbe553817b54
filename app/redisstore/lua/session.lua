-- session: keeps what belongs to a signed-in browser, unless the session was
-- ended: a request that began before must not bring it back.
-- KEYS    1 session
-- ARGV    1 data  2 until, Redis's own time in ms
-- returns 1 kept, 0 it was ended
-- Sent twice: the same.
if redis.call('GET', KEYS[1]) == 'ended' then return 0 end
redis.call('SET', KEYS[1], 'kept ' .. ARGV[1], 'PXAT', ARGV[2])
return 1
