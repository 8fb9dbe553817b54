-- learn: merged changes are added to what is known of a repository.
-- KEYS    1 history of changes  2 ids that are known
-- ARGV    (id, change)*
-- returns how many were new
-- Sent twice: the ids are known.
local new = 0
for i = 1, #ARGV, 2 do
  if redis.call('SADD', KEYS[2], ARGV[i]) == 1 then
    redis.call('XADD', KEYS[1], '*', 'c', ARGV[i + 1])
    new = new + 1
  end
end
return new
