-- Replace a value if it still is what was read. Returns whether it was.
--
-- KEYS  the value
-- ARGV  what was read, its replacement

if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
