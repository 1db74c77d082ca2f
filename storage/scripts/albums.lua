-- Return how many albums an artist has, and some of them, the latest first: of each its id, how many
-- tracks it has, the id and the value of the first.
--
-- KEYS  the albums
-- ARGV  offset, limit, what the keys of albums begin with, what those of the values begin with
-- The other keys follow from the albums; no caller can know them before.

local answer = {redis.call('ZCARD', KEYS[1])}
local offset, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
if limit < 1 then return answer end
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], offset, offset + limit - 1, 'REV')) do
  local songs = ARGV[3] .. id
  local first = redis.call('ZRANGE', songs, 0, 0)[1]
  if first then
    local value = redis.call('GET', ARGV[4] .. first)
    answer[#answer + 1] = {id, redis.call('ZCARD', songs), first, value}
  end
end
return answer
