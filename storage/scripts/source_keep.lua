-- Remember a source of an artist's own. Returns whether it is remembered: there are only so many.
--
-- KEYS  the names
-- ARGV  source, when and label, how many at most

local known = redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1
if not known and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
