-- Block somebody: they publish nothing, and their profile is hidden; what else they have made public
-- is hidden after it. Blocked already, they stay so. Returns since when (milliseconds).
--
-- KEYS  everybody who is blocked, how they are supported, then as in away.lua: their profile
-- ARGV  facts of the profile as JSON, who is blocked, now (milliseconds), by whom, why, in words
-- include away

local at = {unpack(KEYS, 3)}
local since = redis.call('HGET', at[10], 'at')
if since then return since end
redis.call('HSET', at[10], 'at', ARGV[3], 'by', ARGV[4], 'why', ARGV[5], 'words', ARGV[6])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[2])
redis.call('HSET', KEYS[2], 'blocked', '1')
put_away(at, cjson.decode(ARGV[1]))
return ARGV[3]
