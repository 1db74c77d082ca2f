-- Tell for each of some records whether a fan likes it.
--
-- KEYS  the likes of each
-- ARGV  fan

local answer = {}
for i, likes in ipairs(KEYS) do answer[i] = redis.call('HEXISTS', likes, ARGV[1]) end
return answer
