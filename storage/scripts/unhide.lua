-- Let everybody see a record again that was hidden with its artist. Returns whether they are free.
--
-- KEYS  as for hide.lua
-- ARGV  facts as JSON, id of the record
-- include away

local at = {unpack(KEYS, 2)}
if redis.call('EXISTS', at[10]) == 1 then return 0 end
bring_back(at, cjson.decode(ARGV[1]))
redis.call('ZREM', KEYS[1], ARGV[2])
return 1
