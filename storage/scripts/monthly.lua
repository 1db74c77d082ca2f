-- Keep somebody's monthly support of an artist, if it is still what it is to replace.
--
-- KEYS  the artist's monthly supporters, the artists the donor supports
-- ARGV  donor, artist, the support as it was ('' is nothing) and as it is to be, since when
--       (milliseconds)

local kept = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if kept == ARGV[4] then return 1 end -- the reply of the first time was lost
if kept ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[2])
return 1
