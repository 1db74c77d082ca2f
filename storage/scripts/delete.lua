-- Move a record, its counters and likes into the trash; return value and counters, or nothing.
-- Deleting once more returns what is in the trash: a repeated command gets the same answer.
--
-- KEYS  as in away.lua
-- ARGV  facts as JSON, milliseconds to keep, names of counters
-- include away

put_away(KEYS, cjson.decode(ARGV[1]), ARGV[2])
return shown(KEYS[12], KEYS[14], {unpack(ARGV, 3)})
