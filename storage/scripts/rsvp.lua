-- Keep whether somebody comes to a concert. Returns how many come and how many may; nothing if the
-- concert is not there.
--
-- KEYS  the concert, those who come or may by their number, those who come, the concerts of the
--       fan, the concert's stats, changed, what they saw
-- ARGV  fan, the fan's number, `going`, `interested` or nothing, what the fan's list calls the
--       concert, now in milliseconds, until when to remember all this, how long a list may be, the
--       mark of what the fan saw
-- include record

local fan, answer = ARGV[1], ARGV[3]
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
if answer == '' then
  redis.call('ZREM', KEYS[2], fan)
  redis.call('ZREM', KEYS[4], ARGV[4])
  redis.call('HDEL', KEYS[7], fan)
else
  redis.call('ZADD', KEYS[2], ARGV[2], fan)
  redis.call('ZADD', KEYS[4], 'NX', ARGV[5], ARGV[4]) -- since when
  redis.call('HSETNX', KEYS[7], fan, ARGV[8])
  redis.call('ZREMRANGEBYRANK', KEYS[4], 0, -1 - ARGV[7])
end
redis.call(answer == 'going' and 'SADD' or 'SREM', KEYS[3], fan)
for _, key in ipairs({KEYS[2], KEYS[3], KEYS[7]}) do redis.call('PEXPIREAT', key, ARGV[6]) end

local going = redis.call('SCARD', KEYS[3])
local interested = redis.call('ZCARD', KEYS[2]) - going
if count_of(KEYS[5], 'going') ~= going or count_of(KEYS[5], 'interested') ~= interested then
  redis.call('HSET', KEYS[5], 'going', digits(going), 'interested', digits(interested))
  mark_changed(KEYS[6], KEYS[1])
end
return {going, interested}
