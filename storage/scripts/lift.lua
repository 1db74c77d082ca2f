-- Block somebody no more, and show their profile again. Returns whether they were blocked.
--
-- KEYS  as for block.lua
-- ARGV  facts of the profile as JSON, who is blocked no more
-- include away

local at = {unpack(KEYS, 3)}
local was = redis.call('DEL', at[10])
redis.call('ZREM', KEYS[1], ARGV[2])
redis.call('HDEL', KEYS[2], 'blocked')
bring_back(at, cjson.decode(ARGV[1]))
return was
