-- keep: the holder is alive. Renews only what is still the caller's, so a
-- worker that slept cannot take its work back from the next one.
-- KEYS    1 work
-- ARGV    1 consumer  then (entry, count)*
-- returns the entries that are still the caller's
-- Sent twice: harmless.
local mine = {}
for i = 2, #ARGV, 2 do
  if owner(ARGV[i], ARGV[1], ARGV[i + 1]) == 'mine' then
    redis.call('XCLAIM', KEYS[1], GROUP, ARGV[1], 0, ARGV[i], 'RETRYCOUNT', ARGV[i + 1], 'JUSTID')
    mine[#mine + 1] = ARGV[i]
  end
end
return mine
