-- Let a fan follow an artist no more. Returns whether the fan did.
--
-- KEYS, ARGV  as for follow.lua
-- include record
-- include gained

local since = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not since then return 0 end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[7], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[2])
if count_of(KEYS[4], 'subscribers') > 0 then redis.call('HINCRBY', KEYS[4], 'subscribers', -1) end
redis.call('HINCRBY', KEYS[5], ARGV[5] .. ':lost', 1)
mark_changed(KEYS[6], ARGV[6])
take_back(KEYS[10], ARGV[2], since)
touch(KEYS[11], ARGV[2] .. ':' .. ARGV[1])
return 1
