-- release: gives work back; the next sweep hands it out at once.
-- KEYS    1 work
-- ARGV    1 entry  2 consumer  3 count  4 count to leave (one less: it was not the work's fault)
-- returns mine (released) | fenced | gone
-- Sent twice: harmless, it is given back already.
local o = owner(ARGV[1], ARGV[2], ARGV[3])
if o == 'mine' then
  redis.call('XCLAIM', KEYS[1], GROUP, ARGV[2], 0, ARGV[1], 'IDLE', 3600000, 'RETRYCOUNT', ARGV[4], 'JUSTID')
end
return o
