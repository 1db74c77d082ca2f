-- Return a fan's points (nothing: none), how many have more, how many have any, and how many of those
-- want to be seen; then some of the latter, each with their points, those with most first.
--
-- KEYS  points, those of fans who want to be seen
-- ARGV  fan, offset, limit

local points = redis.call('ZSCORE', KEYS[1], ARGV[1])
local above = points and redis.call('ZCOUNT', KEYS[1], '(' .. points, '+inf') or 0
local answer = {points, above, redis.call('ZCARD', KEYS[1]), redis.call('ZCOUNT', KEYS[2], 1, '+inf')}
local shown = redis.call(
  'ZRANGE', KEYS[2], '+inf', 1, 'BYSCORE', 'REV', 'LIMIT', ARGV[2], ARGV[3], 'WITHSCORES')
for _, text in ipairs(shown) do answer[#answer + 1] = text end
return answer
