-- wake: what is due becomes work.
-- KEYS    1 work  2 wake  3 count
-- ARGV    1 at most  2 now ms
-- returns {moved, next ms or ''}
-- Sent twice: the second moves the next lot, nothing twice.
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[2], 'LIMIT', 0, ARGV[1])
for _, m in ipairs(due) do
  redis.call('ZREM', KEYS[2], m)
  local kind, rest = string.sub(m, 1, 2), string.sub(m, 3)
  if kind == 'm:' then
    local t, id = string.match(rest, '^(%-?%d+):(.*)$')
    admit(t, {'k', 'due', 't', t, 'g', id, 'f', ARGV[2], 'n', '0'})
  elseif kind == 'g:' then
    startpump(built(rest), rest, ARGV[2])
  else
    local flat = redis.call('HGETALL', BASE .. 'later:' .. rest)
    if #flat > 0 then
      admit(fields(flat).t, flat)
      redis.call('DEL', BASE .. 'later:' .. rest)
      redis.call('HINCRBY', KEYS[3], 'later', -1)
    end
  end
end
local first = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
return {#due, first[2] or ''}
