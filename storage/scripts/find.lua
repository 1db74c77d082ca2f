-- Return a value and its counters, or nothing.
--
-- KEYS  the value, its stats
-- ARGV  names of counters

local value = redis.call('GET', KEYS[1])
if not value then return false end
return {value, #ARGV > 0 and redis.call('HMGET', KEYS[2], unpack(ARGV)) or {}}
