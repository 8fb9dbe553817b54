-- standing: of each kind of word a person said about themselves the newest is kept.
-- KEYS    1 hash of standings
-- ARGV    1 person id  2 person as JSON  then, for each word: its kind, at ms, what it says
-- returns 1
-- Sent twice: the same.
local news = false
for i = 3, #ARGV, 3 do
  local field = ARGV[1] .. ':' .. ARGV[i]
  local known = redis.call('HGET', KEYS[1], field) or ''
  if tonumber(ARGV[i + 1]) >= tonumber(string.match(known, '^-?%d+') or '-9000000000000000') then
    local text = ARGV[i + 1]
    if ARGV[i + 2] ~= '' then text = text .. ' ' .. ARGV[i + 2] end
    redis.call('HSET', KEYS[1], field, text)
    news = true
  end
end
if news then redis.call('HSET', KEYS[1], ARGV[1] .. ':who', ARGV[2]) end
return 1
