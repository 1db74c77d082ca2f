-- Let a notice that was taken wait, by the server's clock.
-- KEYS: its stream, due, waiting, since when those wait that wait for a while, those on their way
-- ARGV: group, entry, id, class, tries so far, text, milliseconds, its name among those on their way
-- Returns 1, or 0 if it is not there any more.
redis.call('HDEL', KEYS[5], ARGV[8])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
if redis.call('XDEL', KEYS[1], ARGV[2]) == 0 then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[3], ARGV[3], ARGV[4] .. ' ' .. ARGV[5] .. ' ' .. ARGV[6])
redis.call('ZADD', KEYS[2], string.format('%.0f', now + ARGV[7]), ARGV[3])
redis.call('ZADD', KEYS[4], string.format('%.0f', now), ARGV[3])
return 1
