-- Plan a campaign, or plan it anew if it has not begun. A while after its start it is forgotten.
-- KEYS: it, all that are to run, those of its artist; if it tells of a record, those by which its
--       artist tells of records, and those among them that tell of this one
-- ARGV: id, when it starts in milliseconds, seconds to remember it from then, then its fields by name
-- Returns 1, or 0 if it has begun.
if (redis.call('HGET', KEYS[1], 'state') or 'planned') ~= 'planned' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'planned', 'at', ARGV[2], unpack(ARGV, 4))
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
redis.call('ZADD', KEYS[3], 'NX', ARGV[2], ARGV[1])
for n = 4, #KEYS do redis.call('ZADD', KEYS[n], ARGV[2], ARGV[1]) end

local now, at = tonumber(redis.call('TIME')[1]), math.floor(ARGV[2] / 1000)
local ends = ARGV[3] + math.max(at - now, 0)
redis.call('EXPIRE', KEYS[1], ends)
for n = 3, #KEYS do
  local gone = (math.min(at, now) - ARGV[3]) * 1000
  redis.call('ZREMRANGEBYSCORE', KEYS[n], '-inf', string.format('(%.0f', gone))
  if redis.call('TTL', KEYS[n]) < ends then redis.call('EXPIRE', KEYS[n], ends) end
end
return 1
