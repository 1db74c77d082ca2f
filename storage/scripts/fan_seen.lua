-- Remember that a follower was seen at an artist's things, if it was not long ago.
--
-- KEYS  the followers by when they were last seen
-- ARGV  fan, now in milliseconds, milliseconds that are not long

local last = redis.call('ZSCORE', KEYS[1], ARGV[1])
if last and ARGV[2] - last >= tonumber(ARGV[3]) then
  redis.call('ZADD', KEYS[1], 'XX', 'GT', ARGV[2], ARGV[1])
end
