-- Take a record out of the trash; return value and counters, or nothing if it is not there.
-- Restoring once more returns the record: a repeated command gets the same answer. Returns `taken`
-- if another record has taken its place, `blocked` if its artist is blocked.
--
-- KEYS, ARGV  as for delete.lua
-- include away

return bring_back(KEYS, cjson.decode(ARGV[1])) or shown(KEYS[3], KEYS[6], {unpack(ARGV, 3)})
