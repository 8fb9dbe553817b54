-- accept: a delivery is seen for the first time and kept, or it was seen before.
-- KEYS    1 work  2 seen mark
-- ARGV    1 seconds the mark lives  2 tenant  3 delivery id  4 event  5 first ms  6 repository id  7 body  8 1 = fetched again
-- returns 1 kept, 0 seen before
-- Sent twice: the second finds the mark, and prolongs it. The mark comes last: no mark without an entry.
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('EXPIRE', KEYS[2], ARGV[1]) -- from Redis 7.2 on WAIT waits for what this connection wrote: who answers that it is kept must wait, too
  return 0
end
admit(ARGV[2], {'k', 'delivery', 't', ARGV[2], 'g', ARGV[3], 'e', ARGV[4],
  'f', ARGV[5], 'r', ARGV[6], 'n', '0', 'b', ARGV[7], 'a', ARGV[8]})
redis.call('SET', KEYS[2], '1', 'EX', ARGV[1])
return 1
