-- Forget a member that was seen to, unless it has a new score.
--
-- KEYS  a sorted set
-- ARGV  member, score

if redis.call('ZSCORE', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('ZREM', KEYS[1], ARGV[1]) end
