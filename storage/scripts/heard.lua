-- Keep what somebody knows of a concert they come to; of whoever has left nothing is kept.
-- KEYS: what those who come know of it
-- ARGV: who, what they know
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
