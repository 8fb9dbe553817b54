-- standing: a person's newest opt-in and opt-out are kept.
-- KEYS    1 hash of standings
-- ARGV    1 person id  2 opted in ms or ''  3 opted out ms or ''  4 person as JSON
-- returns 1
-- Sent twice: the same.
local function newer(field, at)
  if at ~= '' and tonumber(at) > tonumber(redis.call('HGET', KEYS[1], field) or '-9000000000000000') then
    redis.call('HSET', KEYS[1], field, at)
    return true
  end
  return false
end
local joined, left = newer(ARGV[1] .. ':in', ARGV[2]), newer(ARGV[1] .. ':out', ARGV[3])
if joined or left then redis.call('HSET', KEYS[1], ARGV[1] .. ':who', ARGV[4]) end
return 1
