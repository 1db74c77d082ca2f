-- Return how many tracks an album has, and the first of them in order, as page.lua does.
--
-- KEYS  the album
-- ARGV  limit, what the keys of the values begin with, what those of the counters begin with,
--       names of counters
-- The keys of the values follow from the album; no caller can know them before.

local names = {unpack(ARGV, 4)}
local answer = {redis.call('ZCARD', KEYS[1])}
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, ARGV[1] - 1)) do
  answer[#answer + 1] = {
    member,
    redis.call('GET', ARGV[2] .. member),
    redis.call('HMGET', ARGV[3] .. member, unpack(names)),
  }
end
return answer
