-- Put a report into the matter of its subject, once for each who reports while it is open.
--
-- KEYS  the matter, its reporters, what they said, open matters, matters of the artist, what the
--       reporter reported of late
-- ARGV  id of the matter, its subject, the reporter, what they say as JSON, their reason, now
--       (milliseconds), by how many milliseconds a report makes a matter older than it is, how many
--       matters one may report within the window, milliseconds of that
-- Returns how many reports there are, and whether this one is new; nothing if it is one too many.
-- include matter

local matter, reporters, reporter = KEYS[1], KEYS[2], ARGV[3]
local now = tonumber(ARGV[6])

local at = redis.call('ZSCORE', reporters, reporter)
if at and is_open(matter) and tonumber(at) >= opened(matter) then
  return {tonumber(redis.call('HGET', matter, 'reports') or '0'), 0}
end

redis.call('ZREMRANGEBYSCORE', KEYS[6], '-inf', now - ARGV[9])
if redis.call('ZCARD', KEYS[6]) >= tonumber(ARGV[8]) then return false end
redis.call('ZADD', KEYS[6], now, ARGV[1])
redis.call('PEXPIRE', KEYS[6], ARGV[9])

begin(matter, ARGV[2])
open(matter, KEYS[4], ARGV[1], now)
redis.call('ZADD', KEYS[5], now, ARGV[1])
redis.call('ZADD', reporters, math.max(now, opened(matter)), reporter)
redis.call('HSET', KEYS[3], reporter, ARGV[4])
redis.call('HINCRBY', matter, 'reason:' .. ARGV[5], 1)
redis.call('ZINCRBY', KEYS[4], -ARGV[7], ARGV[1])
return {redis.call('HINCRBY', matter, 'reports', 1), 1}
