-- reap: forgets workers that hold nothing and have been away for long.
-- KEYS    1 work
-- ARGV    1 idle ms
-- returns how many were forgotten
-- Sent twice: harmless. A worker with work in hand is never forgotten: its work would be lost with it.
local gone = 0
for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], GROUP)) do
  local c = fields(flat)
  if c.pending == 0 and c.idle > tonumber(ARGV[1]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], GROUP, c.name)
    gone = gone + 1
  end
end
return gone
