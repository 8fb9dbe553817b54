-- done: a piece of work ends and leaves nothing behind.
-- KEYS    1 work  2–11 effects (see lib)
-- ARGV    1 tenant  2 entry  3 consumer  4 count  5 now ms
-- returns mine (ended) | fenced | gone
-- Sent twice: gone.
local o = owner(ARGV[2], ARGV[3], ARGV[4])
if o == 'mine' then endwork(declared(), ARGV[2], ARGV[1], ARGV[5]) end
return o
