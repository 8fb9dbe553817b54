-- learn: lessons are added to what is known of a repository.
-- KEYS    1 stream of lessons  2 bits of the pull requests that are known  3 other ids that are known
--         4 how many merged changes each author has
-- ARGV    (id, kind, author or empty, lesson)*
-- returns how many were new
-- Sent twice: the ids are known. A merged pull request takes one bit, by its number.
local new = 0
for i = 1, #ARGV, 4 do
  local number = tonumber(string.match(ARGV[i], '^%d+#(%d+)$') or '')
  local fresh
  if number and number < 8000000 then
    fresh = redis.call('SETBIT', KEYS[2], number, 1) == 0
  else
    fresh = redis.call('SADD', KEYS[3], ARGV[i]) == 1
  end
  if fresh then
    redis.call('XADD', KEYS[1], '*', ARGV[i + 1], ARGV[i + 3])
    if ARGV[i + 2] ~= '' then redis.call('HINCRBY', KEYS[4], ARGV[i + 2], 1) end
    new = new + 1
  end
end
return new
