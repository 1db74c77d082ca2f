-- Hide a record of an artist who is blocked. Returns whether they still are, by this block.
--
-- KEYS  the hidden records of the artist, then as in away.lua
-- ARGV  facts as JSON, id of the record, now (milliseconds), since when they are blocked
-- include away

local at = {unpack(KEYS, 2)}
if redis.call('HGET', at[10], 'at') ~= ARGV[4] then return 0 end
if put_away(at, cjson.decode(ARGV[1])) then
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
else
  redis.call('ZREM', at[4], ARGV[2]) -- listed without a value: somebody deleted that past us
end
return 1
