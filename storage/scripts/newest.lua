-- Return how many members there are, then some of them, the last first.
--
-- KEYS  a sorted set
-- ARGV  offset, limit

local answer = {}
local offset, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
if limit > 0 then answer = redis.call('ZRANGE', KEYS[1], offset, offset + limit - 1, 'REV') end
table.insert(answer, 1, redis.call('ZCARD', KEYS[1]))
return answer
