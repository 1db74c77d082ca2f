-- Drop keys, or what is under them.
--
-- KEYS  the keys
-- ARGV  for each the names of what to drop there, as JSON; none: all of it

local DROP = {hash = 'HDEL', set = 'SREM', zset = 'ZREM'}
local AT_ONCE = 1000 -- arguments

for i, key in ipairs(KEYS) do
  local names, drop = cjson.decode(ARGV[i]), DROP[redis.call('TYPE', key).ok]
  if #names == 0 then redis.call('UNLINK', key) end
  for first = 1, drop and #names or 0, AT_ONCE do
    redis.call(drop, key, unpack(names, first, math.min(first + AT_ONCE - 1, #names)))
  end
end
