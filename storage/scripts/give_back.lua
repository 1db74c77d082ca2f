-- Let everybody see a record again that was taken; return value and counters, or nothing if it is
-- not there. Once more, it returns the record. Returns `taken` if another record has taken its
-- place, `blocked` if its artist is blocked.
--
-- KEYS  as for take.lua
-- ARGV  facts as JSON, id of the record, names of counters
-- include away

local at = {unpack(KEYS, 4)}
local file = redis.call('HGET', at[8], 'file')
local refused = bring_back(at, cjson.decode(ARGV[1]))
if refused then return refused end
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('ZREM', KEYS[3], at[3])
if file and redis.call('HGET', KEYS[2], file) == at[3] then redis.call('HDEL', KEYS[2], file) end
return shown(at[3], at[6], {unpack(ARGV, 3)})
