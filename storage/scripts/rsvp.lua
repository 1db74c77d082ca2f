-- Keep whether somebody comes to a concert. Returns how many come and how many may; nothing if the
-- concert is not there.
--
-- KEYS  the concert, those who come or may by their number, those who come, the concerts of the
--       fan, the concert's stats, changed, what they saw, who got points for it and when, then what
--       `award` takes
-- ARGV  fan, the fan's number, `going`, `interested` or nothing, what the fan's list calls the
--       concert, now in milliseconds, until when to remember all this, how long a list may be, the
--       mark of what the fan saw; the points for it, what the keys of points of a day begin with,
--       today, what that is called among the days to come to an end, and when it does
-- include record
-- include award

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
local points = tonumber(ARGV[9])
local day = redis.call('HGET', KEYS[8], fan)
if points > 0 and answer == 'going' and not day then
  redis.call('HSET', KEYS[8], fan, ARGV[11])
  award({unpack(KEYS, 9, 13)}, ARGV[10], fan, points, ARGV[11], {as = ARGV[12], at = ARGV[13]})
elseif answer ~= 'going' and day then
  redis.call('HDEL', KEYS[8], fan)
  award({unpack(KEYS, 9, 13)}, ARGV[10], fan, -points, day)
end
for _, key in ipairs({KEYS[2], KEYS[3], KEYS[7], KEYS[8]}) do redis.call('PEXPIREAT', key, ARGV[6]) end

local going = redis.call('SCARD', KEYS[3])
local interested = redis.call('ZCARD', KEYS[2]) - going
if count_of(KEYS[5], 'going') ~= going or count_of(KEYS[5], 'interested') ~= interested then
  redis.call('HSET', KEYS[5], 'going', digits(going), 'interested', digits(interested))
  mark_changed(KEYS[6], KEYS[1])
end
return {going, interested}
