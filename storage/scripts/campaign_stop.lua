-- Stop a campaign for good, also in the middle.
-- KEYS: it, all that are to run
-- ARGV: id
-- Returns 1, or 0 if there is nothing to stop.
local state = redis.call('HGET', KEYS[1], 'state')
redis.call('ZREM', KEYS[2], ARGV[1])
if not state or state == 'stopped' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'stopped')
return 1
