-- sweep: takes over what nobody renewed; what has cost too many holders is parked.
-- KEYS    1 work
-- ARGV    1 consumer  2 least idle ms  3 at most  4 deaths that make poison  5 seconds parked work lives  6 now ms
-- returns {{{entry, count, fields}*}, parked}
-- Sent twice: the second call finds these entries fresh; they come back when idle again.
local taken, parked = {}, 0
local p = redis.pcall('XPENDING', KEYS[1], GROUP, 'IDLE', ARGV[2], '-', '+', ARGV[3])
if p.err then return {taken, parked} end
for _, e in ipairs(p) do
  local id, n = e[1], e[4] + 1
  local found = redis.call('XRANGE', KEYS[1], id, id)
  if #found == 0 then
    redis.call('XACK', KEYS[1], GROUP, id)
  elseif n > tonumber(ARGV[4]) then
    local flat = found[1][2]
    local f = fields(flat)
    local k = built(f.t)
    local why = 'cost ' .. ARGV[4] .. ' workers their lives'
    if f.k == 'pump' then
      local key = redis.call('HGET', k.gate, 'fly')
      if key then
        setaside('effect:' .. f.t .. ':' .. key,
          {'k', 'effect', 't', f.t, 'g', key, 'b', redis.call('HGET', k.effects, key) or ''}, why, ARGV[5])
        settle(k, key, 'k')
      end
    else
      setaside(f.k .. ':' .. f.t .. ':' .. f.g, flat, why, ARGV[5])
    end
    endwork(k, id, f.t, ARGV[6])
    parked = parked + 1
  else
    redis.call('XCLAIM', KEYS[1], GROUP, ARGV[1], 0, id, 'RETRYCOUNT', num(n), 'JUSTID')
    taken[#taken + 1] = {id, num(n), found[1][2]}
  end
end
return {taken, parked}
