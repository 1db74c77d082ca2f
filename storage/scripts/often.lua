-- Tell whether one more of something fits into a sliding window, and count it if so. Asked again
-- of the same one, it answers alike.
--
-- KEYS  those that were let through, by when (milliseconds)
-- ARGV  which, now (milliseconds), milliseconds of the window, how many it may see
-- Returns 1 if it fits, else 0.

if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 1 end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2] - ARGV[3])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
