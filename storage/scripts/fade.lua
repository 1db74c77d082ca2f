-- Take some of what a day gave from the points of the last days. Returns how many fans are left.
--
-- KEYS  what the day gave, points of the last days, those of fans who want to be seen, days to come
--       to an end
-- ARGV  what the day is called there, at most how many fans

local some = redis.call('ZPOPMIN', KEYS[1], ARGV[2])
for i = 1, #some, 2 do
  local fan = some[i]
  local sum = redis.call('ZINCRBY', KEYS[2], -some[i + 1], fan)
  if tonumber(sum) <= 0 then redis.call('ZREM', KEYS[2], fan) end
  if redis.call('ZSCORE', KEYS[3], fan) then redis.call('ZADD', KEYS[3], sum, fan) end
end
local left = redis.call('ZCARD', KEYS[1])
if left == 0 then redis.call('ZREM', KEYS[4], ARGV[1]) end
return left
