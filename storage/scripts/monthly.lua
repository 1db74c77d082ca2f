-- Keep somebody's monthly support of an artist, unless what is kept runs longer.
--
-- KEYS  the artist's monthly supporters, the artists the donor supports
-- ARGV  donor, artist, the support as JSON, until when it runs and since when (milliseconds)

local until_ = redis.call('HGET', KEYS[1], ARGV[1] .. ':until')
if until_ and tonumber(until_) > tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3], ARGV[1] .. ':until', ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[2])
return 1
