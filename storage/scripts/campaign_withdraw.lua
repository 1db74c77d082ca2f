-- Forget a campaign that has not begun; it may be planned again as if it had never been.
-- KEYS: it, all that are to run, those of its artist
-- ARGV: id
-- Returns 1, or 0 if it has begun, or never was.
if redis.call('HGET', KEYS[1], 'state') ~= 'planned' then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return 1
