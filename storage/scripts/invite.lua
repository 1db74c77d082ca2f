-- Keep an invitation, unless too many of the artist's wait already. Returns whether it is kept.
--
-- KEYS  the invitation, those of the artist
-- ARGV  its id, the artist, the rights, now, when it is over (both in milliseconds), how many wait
--       at most

if redis.call('EXISTS', KEYS[1]) == 1 then return 1 end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[4])
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[6]) then return 0 end
redis.call('HSET', KEYS[1], 'artist', ARGV[2], 'rights', ARGV[3], 'until', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[5] - ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
return 1
