-- Take a record from everybody; return value and counters, or nothing if there is none. Taking it
-- once more returns what was taken: a repeated command gets the same answer.
--
-- KEYS  the records that were taken from the artist, the files they may not publish again, their
--       strikes, then as in away.lua
-- ARGV  facts as JSON, id of the record, now (milliseconds), why as JSON, the file of the record
--       (or ''), names of counters
-- include away

local at, facts = {unpack(KEYS, 4)}, cjson.decode(ARGV[1])
if put_away(at, facts) then
  redis.call('HSET', at[8], 'at', ARGV[3], 'why', ARGV[4], 'file', ARGV[5])
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
  redis.call('ZADD', KEYS[3], ARGV[3], at[3])
  if ARGV[5] ~= '' then redis.call('HSET', KEYS[2], ARGV[5], at[3]) end
end
return shown(at[12], at[14], {unpack(ARGV, 6)})
