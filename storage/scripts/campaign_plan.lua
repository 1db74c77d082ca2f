-- Plan a campaign, or plan it anew if it has not begun.
-- KEYS: it, all that are to run, those of its artist; if it tells of a record, those by which its
--       artist tells of records, and those among them that tell of this one
-- ARGV: id, when it starts in milliseconds, then its fields by name
-- Returns 1, or 0 if it has begun.
if (redis.call('HGET', KEYS[1], 'state') or 'planned') ~= 'planned' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'planned', 'at', ARGV[2], unpack(ARGV, 3))
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
redis.call('ZADD', KEYS[3], 'NX', ARGV[2], ARGV[1])
for n = 4, #KEYS do redis.call('ZADD', KEYS[n], ARGV[2], ARGV[1]) end
return 1
