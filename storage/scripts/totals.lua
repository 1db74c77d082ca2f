-- Return counters of an artist by name, then how many followers and tracks there are.
--
-- KEYS  the totals, the followers, the index of the tracks
-- ARGV  names of counters

local answer = redis.call('HMGET', KEYS[1], unpack(ARGV))
answer[#answer + 1] = redis.call('ZCARD', KEYS[2])
answer[#answer + 1] = redis.call('ZCARD', KEYS[3])
return answer
