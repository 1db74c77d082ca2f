-- Return how many comments there are, and some of them, newest first: id, then what is kept of it.
--
-- KEYS  the thread, the comments in it
-- ARGV  offset, limit
-- include said

local offset, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local answer = {redis.call('ZCARD', KEYS[1])}
if limit > 0 then
  for _, comment in ipairs(redis.call('ZRANGE', KEYS[1], offset, offset + limit - 1, 'REV')) do
    answer[#answer + 1] = {comment, redis.call('HMGET', KEYS[2], unpack(fields_of(comment)))}
  end
end
return answer
