-- Change what a manager may do; whoever is none any more does not become one by it.
--
-- KEYS  the managers
-- ARGV  the manager, the rights
-- Returns whether they are a manager.

local kept = redis.call('HGET', KEYS[1], ARGV[1])
if not kept then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], string.match(kept, '^%d+') .. ' ' .. ARGV[2])
return 1
