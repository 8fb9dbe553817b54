-- unpark: parked work gets another chance, or is dropped.
-- KEYS    1 work  2–11 effects (see lib)  12 parked  13 the item
-- ARGV    1 tenant  2 now ms  3 item  4 retry | drop
-- returns 1, or 0 when there is no such item (any more)
-- Sent twice: 0.
local flat = redis.call('HGETALL', KEYS[13])
redis.call('DEL', KEYS[13])
redis.call('ZREM', KEYS[12], ARGV[3])
if #flat == 0 then return 0 end
if ARGV[4] == 'drop' then return 1 end
local k, f = declared(), fields(flat)
if f.k == 'effect' then
  if redis.call('HGET', k.marks, f.g) == 'k' then
    redis.call('HSET', k.effects, f.g, f.b)
    redis.call('HSET', k.marks, f.g, 'u')
    redis.call('HINCRBY', k.count, 'effects', 1)
    enqueue(k, f.g, f.b)
    startpump(k, ARGV[1], ARGV[2])
  end
  return 1
end
admit(ARGV[1], {'k', f.k, 't', f.t, 'g', f.g, 'e', f.e or '', 'r', f.r or '0', 'b', f.b or '',
  'f', ARGV[2], 'n', '0', 'a', f.a or ''})
return 1
