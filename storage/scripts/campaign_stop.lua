-- Stop a campaign for good, also in the middle.
-- KEYS: it, all that are to run, those to report on
-- ARGV: id
-- Returns 1, or 0 if there is nothing to stop.
local found = redis.call('HMGET', KEYS[1], 'state', 'about', 'begun')
redis.call('ZREM', KEYS[2], ARGV[1])
if not found[1] or found[1] == 'stopped' then return 0 end
redis.call('HSET', KEYS[1], 'state', 'stopped')
if (found[2] or '') ~= '' and found[3] then
  local time = redis.call('TIME')
  redis.call('ZADD', KEYS[3], 'NX', time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
end
return 1
